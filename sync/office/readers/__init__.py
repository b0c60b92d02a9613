"""Keeps who may read at the office: its users and their roles, and the log of what each of them read."""
