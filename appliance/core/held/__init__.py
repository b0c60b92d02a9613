"""Holds the values of the board that belong to a subject: exercises, pages, texts. Pure; knows no rules."""
