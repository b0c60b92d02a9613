"""Tells others while the office waits for calls: what they are told, by which channels, and what they were told already. Sends nothing that
names a person.
"""
