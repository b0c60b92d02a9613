"""The keys: their table, the rules of single ones, and keys in their turn."""
