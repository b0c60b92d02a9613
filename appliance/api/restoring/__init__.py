"""What consoles, the process that restores and the process that fetches say to each other."""
