"""People at desks: who sits where, who proved it, the morning check."""
