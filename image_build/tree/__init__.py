"""Lays our files over Debian, and makes one root of the layers and our files. It runs no program of the box."""
