"""Builds and provisions the flashable image, and sets a box up from its card. README.md beside this has the map."""
