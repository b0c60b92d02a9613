"""Lamps, horns and other outputs that are switched by a contact. Knows no incident and no plan."""
