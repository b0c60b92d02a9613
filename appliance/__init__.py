"""Holds the alert daemon, and what every other folder shares with it. README.md beside this file has the map."""
