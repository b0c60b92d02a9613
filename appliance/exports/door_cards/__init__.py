"""Prints the cards at the doors of rooms: their pictograms, their pages, and the command that prints them."""
