"""Decides about people at desks: who sits where, who proved it, and the morning check."""
