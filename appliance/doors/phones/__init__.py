"""Runs the door of the desk phones: people who dial the help extension, and phones that ring."""
