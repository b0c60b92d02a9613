"""Turns bytes into messages, for both ends of the sealed feed. Knows no socket and no clock."""

import msgspec

from appliance.api.ask import Refusal, decoder_of
from appliance.api.feed.messages import FromFeedReader, ToFeedReader
from appliance.api.framing import ANSWER_LEN_MAX, ASKS_AT_ONCE_MAX, Framer, Reader

HAND_IN_LEN_MAX = 1024 * 1024
"""Only on the sealed feed: the longest notice has 256 KiB (`appliance.envelope.statements`), and a few go in one frame."""


def from_feed_reader() -> Reader[FromFeedReader]:
    """Make the reader for what followers of the sealed feed ask."""
    return Reader(msgspec.msgpack.Decoder(FromFeedReader), Framer(HAND_IN_LEN_MAX, ASKS_AT_ONCE_MAX))


def to_feed_reader() -> Reader[ToFeedReader]:
    """Make the reader for what the sealed feed answers."""
    return Reader(decoder_of(FromFeedReader, Refusal), Framer(ANSWER_LEN_MAX))
