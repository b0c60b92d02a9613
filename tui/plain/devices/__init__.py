"""Pendants, troubles and who is told, at the plain console."""
