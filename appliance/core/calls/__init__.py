"""Decides about calls: raising, responding, the ladder, reach, tap-outs, undo, names owed, lamps, sounding."""
