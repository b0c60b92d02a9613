"""Holds the doors of the box: desk line, sealed feed, webhook. Knows sockets and frames; the core decides what a command means."""
