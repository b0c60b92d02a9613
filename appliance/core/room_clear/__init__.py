"""Decides about room clears: a class goes to another room, the hall is kept free, and its children are counted there."""
