"""Flows about devices: troubles, pendants that people carry, and the ways into and out of rooms."""
