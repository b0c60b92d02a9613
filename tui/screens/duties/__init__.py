"""Panels about what is owed after incidents."""
