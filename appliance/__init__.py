"""The alert daemon and what every other folder shares with it. ARCHITECTURE.md has the map."""
