"""Reads the seed of one box, which makes a card that is like all others the card of one building. Reads texts; knows no card and no
box.
"""
