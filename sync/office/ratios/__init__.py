"""Compares mental health posts of all buildings with what professional associations recommend. The office keeps the figures in a file."""
