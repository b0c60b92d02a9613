"""The panel of a room check-in."""
