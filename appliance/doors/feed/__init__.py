"""Serves the sealed feed: stored entries for the uplink and the replica."""
