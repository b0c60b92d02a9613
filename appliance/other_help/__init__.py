"""Help that is not police, and families at the door."""
