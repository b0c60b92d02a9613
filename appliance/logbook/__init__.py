"""Keeps the durable record: sealed, chained entries in one SQLite file that one connection owns. Knows what an event is, decides
nothing.
"""
