"""Has the words for messages to people: what each way is called. Pure data."""

from collections.abc import Mapping

WAYS: Mapping[str, str] = {"simulated": "pretend message", "page": "phone page", "phone": "phone call", "text": "text"}
"""Family of a way → what a message by it is called, in the middle of a sentence."""


def way_words(way: str) -> str:
    """Give what a message by this way is called. A way of a later release is called a message."""
    return WAYS.get(way, "message")
