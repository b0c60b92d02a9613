"""Flows about practice: drills, plans of drills, walk tests, and practice that becomes real."""
