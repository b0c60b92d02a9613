"""A desk in a browser: a third console. Its page draws scenes and sends strokes; it works nothing out."""
