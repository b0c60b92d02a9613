"""Switches lamps, horns and other outputs by a contact. Knows no incident and no plan."""
