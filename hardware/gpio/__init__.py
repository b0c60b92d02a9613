"""Reads contacts and switches outputs on the pins of the box itself. Knows no incident."""
