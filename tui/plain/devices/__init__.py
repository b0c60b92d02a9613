"""Pendants, troubles, ways into and out of rooms, and who is told, at the plain console."""
