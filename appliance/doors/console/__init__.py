"""Serves the desk line: consoles attach, act and ask, and each question gets its answer."""
