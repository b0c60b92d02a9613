"""Holds the tables, as numbered SQL files for each kind of store. They only go forward: a change is a file with a new number, and a file is
never edited.
"""
