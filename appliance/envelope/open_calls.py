"""Packs the statement of which calls are open after an entry of the record, which the box signs beside a copy. Pure; holds no key.

    open calls = label 32 | building 16 | box 16 | u64 number | digest of that entry 32 | u16 count | count times stream 16

Without it nobody could tell a copy whose keys are missing from the copy of a quiet house: keys of reviewed records leave the copy.
Signs and checks nothing.
"""

import struct
from typing import Self

import msgspec

from appliance.envelope.format import DIGEST_LEN, ID_LEN, FormatError

# every room of the largest school, several times over; with more, nothing is signed, and every room is asked
OPEN_MAX = 1_000

LABEL = b"handbell open calls v1".ljust(32, b"\0")
_FRONT = struct.Struct(">16s16sQ32sH")


class OpenCalls(msgspec.Struct, frozen=True):
    """Which `streams` are open, in order, once the box's entry `number` with that `digest` is written."""

    building: bytes
    box: bytes
    number: int
    digest: bytes
    streams: tuple[bytes, ...]

    def pack(self) -> bytes:
        """Pack the statement. Raises FormatError."""
        ids = (self.building, self.box, *self.streams)
        if any(len(each) != ID_LEN for each in ids) or len(self.digest) != DIGEST_LEN or len(self.streams) > OPEN_MAX:
            raise FormatError("an id takes 16 bytes, a digest 32, and there is a most of both", "open calls")
        try:
            front = _FRONT.pack(self.building, self.box, self.number, self.digest, len(self.streams))
        except struct.error as wrong:
            raise FormatError(f"a number is out of range ({wrong})", "open calls") from wrong
        return LABEL + front + b"".join(sorted(self.streams))

    @classmethod
    def unpack(cls, statement: bytes) -> Self:
        """The counterpart of `pack`. Raises FormatError."""
        begin = len(LABEL) + _FRONT.size
        if len(statement) < begin or not statement.startswith(LABEL):
            raise FormatError("is another statement than the one asked for", "open calls")
        building, box, number, digest, count = _FRONT.unpack_from(statement, len(LABEL))
        named = statement[begin:]
        if count > OPEN_MAX or len(named) != count * ID_LEN:
            raise FormatError(f"says that {count} calls are open, and names others", "open calls")
        streams = tuple(named[at : at + ID_LEN] for at in range(0, len(named), ID_LEN))
        return cls(building, box, number, digest, streams)
