"""Reads what a text says. Pure; knows no board and no number."""
