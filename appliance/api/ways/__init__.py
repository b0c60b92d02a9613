"""The ways into and out of rooms: the question, its answer, and both in words."""
