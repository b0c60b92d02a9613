"""Says how a card is divided, and has the program that gives the data partition the rest of the card. Of all the building code, only
this runs on a box.
"""
