"""Presses of devices that are heard over HTTPS and never told."""
