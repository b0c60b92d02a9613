"""Drills and walk tests at the plain console."""
