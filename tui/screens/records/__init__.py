"""Panels about records."""
