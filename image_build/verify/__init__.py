"""Looks into a finished image without starting it. It shares no code with what built it, but the figures of the layout."""
