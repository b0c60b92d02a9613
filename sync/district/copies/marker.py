"""Packs and reads the file that says which generation at a target is the copy of a store, and which run of which server wrote there last.
Pure.
"""

from typing import Annotated

import msgspec

from sync.replica.marker import GENERATION_LEN, LATEST, MARKER_LEN_MAX, STORE, WRITER_LEN, generation_name
from sync.replica.target import Target

DISTRICT = b"handbell's store"  # stands where a box's copy has its building's id, which is random

_Id = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
_Generation = Annotated[bytes, msgspec.Meta(min_length=GENERATION_LEN, max_length=GENERATION_LEN)]
_Writer = Annotated[bytes, msgspec.Meta(min_length=WRITER_LEN, max_length=WRITER_LEN)]


class StoreMarker(msgspec.Struct, frozen=True, array_like=True, tag="store-copy-1"):
    """Which generation is the copy. `store`: the store's id. `writer`: random bytes of the run that wrote this."""

    store: _Id
    generation: _Generation
    writer: _Writer
    written_ms: int

    @property
    def folder(self) -> str:
        """The name of the folder with Litestream's files."""
        return generation_name(STORE, self.generation)

    def pack(self) -> bytes:
        """Give the marker as bytes."""
        return msgspec.msgpack.encode(self)

    @staticmethod
    def unpack(data: bytes) -> "StoreMarker | None":
        """Read a marker; None where these bytes are none."""
        try:
            return _MARKER.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None


_MARKER = msgspec.msgpack.Decoder(StoreMarker)


def marker_at(target: Target) -> StoreMarker | None:
    """Read the marker there; None where there is none that can be read. Raises CopyFault."""
    data = target.read(LATEST, MARKER_LEN_MAX)
    return None if data is None else StoreMarker.unpack(data)
