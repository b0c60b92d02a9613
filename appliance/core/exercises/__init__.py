"""Decides about table-top exercises: announced, run step by step, paused, left, broken by what is real, over."""
