"""Deposits and receipts on a stick, for a building without a line. What travels is what would have gone by line."""
