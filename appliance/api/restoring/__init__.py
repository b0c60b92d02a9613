"""What consoles, the process that restores and the one that fetches say to each other."""
