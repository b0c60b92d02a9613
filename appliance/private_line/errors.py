"""Names what ends a private line."""


class PrivateLineError(ValueError):
    """The other end, or whoever carries the line, gave bytes that cannot be right. The line is over. Never shows the bytes."""
