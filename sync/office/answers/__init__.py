"""What people answered about repercussions: sealed to one person of the district, and carried to that person's own machine."""
