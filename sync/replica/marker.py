"""Packs and reads the file that says what lies at a target: which generations are the copy, and which run of which box wrote last. Pure.

handbell-copy/<building>/<box>/latest                   a CopyMarker, written last
                               bundle-00000007          the newest recovery bundle, sealed
                               mirror-<generation>/     Litestream's files of mirror.db
                               wraps-<generation>/      Litestream's files of wraps.db
                               store-<generation>/      Litestream's files of a district's store; then <building> is no building's id
"""

import re
from typing import Annotated

import msgspec

FOLDER = "handbell-copy"
LATEST = "latest"
MARKER_LEN_MAX = 4096
GENERATION_LEN = 8
WRITER_LEN = 8

MIRROR = "mirror"
WRAPS = "wraps"
BUNDLE = "bundle"
STORE = "store"

_NAME = re.compile(r"(mirror|wraps|store)-([0-9a-f]{16})|bundle-([0-9]{8})")

_Id = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
_Short = Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]


class CopyMarker(msgspec.Struct, frozen=True, array_like=True, tag="copy-1"):
    """What lies at a target, and who wrote it. `writer`: random bytes of the run that wrote it. `bundle`: the serial of the bundle there, 0
    for none.
    """

    building: _Id
    box: _Id
    mirror: _Short
    wraps: _Short
    writer: _Short
    bundle: Annotated[int, msgspec.Meta(ge=0, le=99_999_999)]
    written_ms: int

    def pack(self) -> bytes:
        """Give the marker as bytes."""
        return msgspec.msgpack.encode(self)

    @staticmethod
    def unpack(data: bytes) -> "CopyMarker | None":
        """Read a marker; None where these bytes are none."""
        try:
            return _MARKER.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None


_MARKER = msgspec.msgpack.Decoder(CopyMarker)


class Named(msgspec.Struct, frozen=True):
    """Something of ours at a target, as its name says. `what`: "mirror", "wraps", "store" or "bundle"; a bundle has no `generation`,
    everything else has `serial` 0.
    """

    what: str
    generation: bytes = b""
    serial: int = 0


def prefix(building: bytes, box: bytes) -> str:
    """Give where the copy of a box lies below the target's own place."""
    return f"{FOLDER}/{building.hex()}/{box.hex()}"


def is_id(name: str) -> bool:
    """Whether a folder's name can be the id of a building or a box."""
    return len(name) == 32 and all(letter in "0123456789abcdef" for letter in name)


def generation_name(what: str, generation: bytes) -> str:
    """Give the name of a generation's folder. `what` is "mirror", "wraps" or "store"."""
    return f"{what}-{generation.hex()}"


def bundle_name(serial: int) -> str:
    """Give a bundle's name. It has eight digits, so that names sort as numbers."""
    return f"bundle-{serial:08d}"


def named(name: str) -> Named | None:
    """Say what has this name; None for everything that is not ours to remove."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    if found[1]:
        return Named(found[1], bytes.fromhex(found[2]))
    return Named(BUNDLE, serial=int(found[3]))
