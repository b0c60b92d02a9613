"""Panels about drills."""
