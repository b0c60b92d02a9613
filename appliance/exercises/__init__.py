"""Holds table-top exercises: what a scenario says, how a file of one is read, and what an exercise left behind. Pure."""
