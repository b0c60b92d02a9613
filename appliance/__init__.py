"""The alert daemon and what every other folder shares with it. README.md beside this has the map."""
