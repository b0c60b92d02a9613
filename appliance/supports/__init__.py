"""Supports for the educator: the card of resources and rights, and what a district signed. Pure."""
