"""Knows who sits at a console: checks PINs, makes wrong tries wait, and ends a sitting. Knows no console and no record."""
