"""Ways in which something is said to people. Knows addresses and texts, and nothing of calls or persons."""
