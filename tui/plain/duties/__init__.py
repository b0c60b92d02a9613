"""What is owed after incidents, at the plain console."""
