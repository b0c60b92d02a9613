"""Remembers beside the record which data keys were destroyed: so no older file of it, and nothing carved from one, brings them back.

    <logbook>/destroyed      stream 16 | key number u32 | first 8 bytes of the SHA-256 of both       one line after the other, only added

A line is written before the record is: from then on its key is gone, whatever becomes of the record. Knows ids, and no wrap.
"""

import hashlib
import os
from collections.abc import Collection
from pathlib import Path

from appliance.envelope.format import ID_LEN

NAME = "destroyed"
FILE_MODE = 0o600

_NUMBER_LEN = 4
_KEY_LEN = ID_LEN + _NUMBER_LEN
_SUM_LEN = 8  # a damaged line of 28 bytes is taken for another key once in 2**64
_LINE_LEN = _KEY_LEN + _SUM_LEN

type Key = tuple[bytes, int]
"""Stream and number of a data key."""


def gone(folder: Path) -> frozenset[Key]:
    """Give all keys that are known as destroyed. A damaged line or an unreadable file is passed over: the certificates count too."""
    try:
        data = (folder / NAME).read_bytes()
    except OSError:
        return frozenset()
    lines = (data[at : at + _LINE_LEN] for at in range(0, len(data), _LINE_LEN))
    return frozenset(
        (line[:ID_LEN], int.from_bytes(line[ID_LEN:_KEY_LEN])) for line in lines if line == _line(line[:_KEY_LEN])
    )


def add(folder: Path, keys: Collection[Key]) -> None:
    """Add these keys, also over a power cut. Raises OSError."""
    new = sorted(set(keys) - gone(folder))
    if not new:
        return
    descriptor = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
    try:
        length = os.fstat(descriptor).st_size
        lines = b"".join(_line(stream + key_no.to_bytes(_NUMBER_LEN)) for stream, key_no in new)
        os.pwrite(descriptor, lines, length - length % _LINE_LEN)  # overwrites what a power cut left of a line
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    folder_descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder_descriptor)
    finally:
        os.close(folder_descriptor)


def _line(key: bytes) -> bytes:
    return key + hashlib.sha256(key).digest()[:_SUM_LEN]
