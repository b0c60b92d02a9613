"""Buttons on their way into service, and what is known of those that are in it."""
