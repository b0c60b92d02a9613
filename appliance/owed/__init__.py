"""Derives what is owed by the records of this box, for whoever asks, and keeps it at hand. Decides nothing about calls."""
