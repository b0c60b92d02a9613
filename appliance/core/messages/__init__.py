"""Decides who is told of a call by a message, in which order and by which way, and what an answer means. Pure."""
