"""Holds `handbell doctor`: it tells what of this box is well, what wants a look, what is broken and what would fail next. Changes
nothing.
"""
