"""Turns bytes into messages, for both ends of the line of the pages. Knows no socket and no clock."""

import msgspec

from appliance.api.ask import Refusal, decoder_of
from appliance.api.framing import Framer, Reader
from appliance.api.page.messages import SEALED_LEN_MAX, FromPages, ToldToPages, ToPages

ASK_LEN_MAX = SEALED_LEN_MAX + 1024  # a sealed frame and its id; the longest question is a press, of some 400 bytes
PRESSES_AT_ONCE_MAX = 256
"""Requests of all browsers that are sent and not yet answered: each room of a very large school calls at once. Where the disk takes
nothing, each of them waits for five seconds. A press that waited for its turn would ring after them, and alarms do not wait for the disk.
"""
ASKS_AT_ONCE_MAX = 2 * PRESSES_AT_ONCE_MAX
"""What the door takes: a browser that gave up waiting presses again while its first press is still at the disk. A signature costs a Pi 4
some 0.3 ms, so that even a flood in one read holds up nobody for longer than 0.2 s.
"""
STATES_LEN_MAX = 512 * 1024  # 1,000 pages with all their counts, of some 200 bytes each, and as much again


def from_pages() -> Reader[FromPages]:
    """Make the reader for what the process of the pages asks."""
    return Reader(msgspec.msgpack.Decoder(FromPages), Framer(ASK_LEN_MAX, ASKS_AT_ONCE_MAX))


def to_pages() -> Reader[ToPages]:
    """Make the reader for what the alert daemon says to the pages."""
    return Reader(decoder_of(FromPages, ToldToPages | Refusal), Framer(STATES_LEN_MAX))
