"""Draws educators' own pages for browsers: asked by a code, and gone when they are closed."""
