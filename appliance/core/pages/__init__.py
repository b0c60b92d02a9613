"""Decides which browsers may call as which pages: pairing and retiring. Pure."""
