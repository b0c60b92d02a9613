"""Pendants, troubles, and ways into and out of rooms, at the plain console."""
