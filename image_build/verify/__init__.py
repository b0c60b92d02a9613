"""Looks into a finished image without starting it. It shares no code with what built the image, except the figures of the layout."""
