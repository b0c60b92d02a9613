"""Packs the second copy of a key file into bytes, and the tombstone of a destroyed one. Pure: reads and writes no file.

copy      = "HBC1" | u64 version | 32 digest | u32 length | content | u8 count | count × 32 digests of earlier contents
tombstone = "HBT1" | u8 count | count × 32 digests of what was destroyed                        all numbers big-endian
digest    = SHA-256(label | name of the first copy's file | version and length in decimal | everything behind the length)
"""

import hashlib
import os
import struct

from appliance.api.discreet import Discreet

# Earlier contents that count as damage if they come back: a key is changed once in some years, a rank with each start.
EARLIER_MAX = 8
OVERHEAD_MAX = 4 + 8 + 32 + 4 + 1 + EARLIER_MAX * 32

_COPY = b"HBC1"
_TOMBSTONE = b"HBT1"
_LABEL = b"handbell second copy v1"
_HEAD = struct.Struct(">4sQ32sI")
_DIGEST_LEN = 32


class SecondCopy(Discreet, frozen=True):
    """A second copy. `version` counts the writes; `earlier`: digests of what the file held before, the newest first."""

    version: int
    content: bytes
    earlier: tuple[bytes, ...] = ()

    def __repr__(self) -> str:
        return f"SecondCopy(version={self.version}, earlier={len(self.earlier)})"

    def held(self, content: bytes) -> bool:
        """Return whether the file held this content earlier."""
        return digest(content) in self.earlier

    def followed_by(self, content: bytes) -> "SecondCopy":
        """Give the copy after the next write."""
        before = (digest(self.content), *self.earlier) if content != self.content else self.earlier
        return SecondCopy(self.version + 1, content, before[:EARLIER_MAX])


def first_of(content: bytes) -> SecondCopy:
    """Give the copy of a file's first write."""
    return SecondCopy(1, content)


def digest(content: bytes) -> bytes:
    """Give the digest by which an earlier content is recognised, 32 bytes."""
    return hashlib.sha256(content).digest()


def pack(name: str, copy: SecondCopy) -> bytes:
    """Pack a copy into bytes. `name` is the name of the first copy's file, so that one copy cannot take another's place."""
    behind = copy.content + bytes([len(copy.earlier)]) + b"".join(copy.earlier)
    return (
        _HEAD.pack(_COPY, copy.version, _sum(name, copy.version, len(copy.content), behind), len(copy.content)) + behind
    )


def unpack(name: str, data: bytes) -> SecondCopy | None:
    """Unpack a copy; None for bytes that are no copy, or not of this file, or damaged."""
    if len(data) < _HEAD.size:
        return None
    magic, version, sum_, length = _HEAD.unpack_from(data)
    behind = data[_HEAD.size :]
    if magic != _COPY or sum_ != _sum(name, version, length, behind) or length >= len(behind):
        return None
    digests = behind[length + 1 :]
    if len(digests) != behind[length] * _DIGEST_LEN:
        return None
    return SecondCopy(version, behind[:length], _cut(digests))


def pack_tombstone(destroyed: tuple[bytes, ...]) -> bytes:
    """Make the bytes of a tombstone for contents with these digests."""
    return _TOMBSTONE + bytes([len(destroyed)]) + b"".join(destroyed)


def destroyed_in(data: bytes) -> tuple[bytes, ...] | None:
    """Give the digests in a tombstone; None if it is damaged. Except for a key put in by hand, it is enough that the tombstone is there."""
    if data[:4] != _TOMBSTONE or len(data) < 5 or len(data) != 5 + data[4] * _DIGEST_LEN:
        return None
    return _cut(data[5:])


def _cut(digests: bytes) -> tuple[bytes, ...]:
    return tuple(digests[at : at + _DIGEST_LEN] for at in range(0, len(digests), _DIGEST_LEN))


def _sum(name: str, version: int, length: int, behind: bytes) -> bytes:
    return hashlib.sha256(b"%b|%b|%d|%d|%b" % (_LABEL, os.fsencode(name), version, length, behind)).digest()
