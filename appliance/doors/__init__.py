"""The ways in: desk line, sealed feed, webhook. Knows sockets and frames; what a command means is decided in the core."""
