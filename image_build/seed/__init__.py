"""The seed of one box: what makes a card that is like all others the one of a building. Reads texts; knows no card and no box."""
