"""Turns bytes into messages, for both ends of the line of the pages. Knows no socket and no clock."""

import msgspec

from appliance.api.ask import Refusal, decoder_of
from appliance.api.framing import ASKS_AT_ONCE_MAX, Framer, Reader
from appliance.api.page.messages import SEALED_LEN_MAX, FromPages, ToldToPages, ToPages

ASK_LEN_MAX = SEALED_LEN_MAX + 1024  # a sealed frame and its id; the longest question is a press, of some 400 bytes
STATES_LEN_MAX = 512 * 1024  # 1,000 pages with all their counts, of some 200 bytes each, and as much again


def from_pages() -> Reader[FromPages]:
    """Make the reader for what the process of the pages asks."""
    return Reader(msgspec.msgpack.Decoder(FromPages), Framer(ASK_LEN_MAX, ASKS_AT_ONCE_MAX))


def to_pages() -> Reader[ToPages]:
    """Make the reader for what the alert daemon says to the pages."""
    return Reader(decoder_of(FromPages, ToldToPages | Refusal), Framer(STATES_LEN_MAX))
