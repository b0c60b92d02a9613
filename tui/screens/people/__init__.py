"""Panels about who is at this desk, and the morning check that somebody signs."""
