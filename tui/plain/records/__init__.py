"""Records at the plain console."""
