"""Turns bytes into messages, for both ends of the line of the desk phones. Knows no socket and no clock."""

import msgspec

from appliance.api.framing import Framer, Reader
from appliance.api.phones.messages import CLIPS_MAX, RINGS_MAX, FromPhones, ToPhones

FROM_PHONES_LEN_MAX = 4 * 1024  # the longest is a sentence of 400 characters, of at most four bytes each
FROM_PHONES_AT_ONCE_MAX = 256
"""Frames in one read: eight calls with a flood of keys stay far below it, because the process passes on few keys a second."""
TO_PHONES_LEN_MAX = RINGS_MAX * (CLIPS_MAX * 128 + 512)  # every phone with the longest sentence there can be


def from_phones() -> Reader[FromPhones]:
    """Make the reader for what the process of the phones says; the alert daemon has it."""
    return Reader(msgspec.msgpack.Decoder(FromPhones), Framer(FROM_PHONES_LEN_MAX, FROM_PHONES_AT_ONCE_MAX))


def to_phones() -> Reader[ToPhones]:
    """Make the reader for what the alert daemon says; the process of the phones has it."""
    return Reader(msgspec.msgpack.Decoder(ToPhones), Framer(TO_PHONES_LEN_MAX))
