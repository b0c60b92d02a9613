"""Keeps what was released of how soon help came, so that a half of a school year is told once."""
