"""Decides about practice: drills, plans of drills, walk tests, measuring."""
