"""Carries deposits and receipts on a stick, for a building without a line. A stick carries just what would have gone by line."""
