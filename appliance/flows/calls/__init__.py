"""Flows about calls and tap-outs."""
