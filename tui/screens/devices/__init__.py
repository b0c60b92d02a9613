"""Panels about troubles, and about the ways into and out of rooms."""
