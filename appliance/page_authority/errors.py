"""Defines why a certificate of pages cannot be made, certified or taken."""


class PageError(Exception):
    """It is refused; the text says why, and what to do."""
