"""Answers who is ready before a call, and takes what whoever schedules says about it."""
