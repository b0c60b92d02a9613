"""Flows about people: who is at a desk, their PIN, the morning check."""
