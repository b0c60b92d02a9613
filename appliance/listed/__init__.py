"""Keeps what the building's district lists as owed, for whoever derives duties: rules, school calendar, closings."""
