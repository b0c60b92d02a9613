"""Who is at this desk, and the morning check, at the plain console."""
