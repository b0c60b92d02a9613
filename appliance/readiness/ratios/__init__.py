"""Compares how many students there are for one mental health professional with what professional associations recommend. Pure."""
