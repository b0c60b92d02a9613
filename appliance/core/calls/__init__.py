"""Calls: raising, responding, the ladder, reach, tap-outs, undo, names owed, lamps, sounding."""
