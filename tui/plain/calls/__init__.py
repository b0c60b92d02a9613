"""Calls at the plain console: raising one, tap-outs, the alarm panel, what to tell 911."""
