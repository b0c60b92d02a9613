"""Keeps the last signed head beside the logbook, so that a missing end shows. Knows bytes and a signature, no entries. Two slots are
written in turn, so that a power cut during a write leaves the other slot. The file is not synced: after a power cut the head may be a
little behind the logbook. It is never ahead, because a head is written only after its entries are on disk.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from appliance.envelope import format as layout
from appliance.logbook.errors import NotKept

SLOT = 512  # one disk sector: a statement and its signature are under 300 bytes
SIGNATURE = 64  # Ed25519
CLOSED = -1  # no descriptor has this number; the number of a closed file is soon used for another file


class Head(msgspec.Struct, frozen=True):
    """Where the chain was: `epoch` and `digest` are raw bytes."""

    epoch: bytes
    number: int
    digest: bytes


def _make_usable(path: Path) -> None:
    """Rename whatever has this path and is no file we can write: a head is signed anew at the next quiet moment."""
    if (
        path.exists()
        and os.access(path.parent, os.W_OK)
        and not (path.is_file() and os.access(path, os.R_OK | os.W_OK))
    ):
        with suppress(OSError):
            path.rename(path.with_name(f"{path.name}.unusable"))


def _not_writable(path: Path, error: OSError) -> NotKept:
    return NotKept(
        f"{path} cannot be written ({error.strerror}), so nothing could be recorded. If the disk is read-only, it may be "
        "worn out: put in the spare card, or start once more with the power off in between."
    )


class HeadFile:
    """The file with two slots of `u16 length | statement | signature`; the newer valid slot counts.

    Raises NotKept if the file cannot be opened for writing. With `only_read` it is opened for reading, and an unreadable file counts as
    empty.
    """

    def __init__(
        self, path: Path, building: bytes, box: bytes, sign: Callable[[bytes], bytes], *, only_read: bool = False
    ) -> None:
        how = os.O_RDONLY if only_read else os.O_RDWR | os.O_CREAT
        if not only_read:
            _make_usable(path)
        try:
            self._file = os.open(path, how | os.O_CLOEXEC, 0o600)
        except OSError as error:
            if only_read:
                self._file = CLOSED
            else:
                raise _not_writable(path, error) from error
        self._building = building
        self._box = box
        self._sign = sign
        self._turn = 0
        self.newest: tuple[Head, bytes, bytes] | None = None  # head, statement, signature

    def read(self, verify: Callable[[bytes, bytes], bool]) -> Head | None:
        """Give the newest head whose signature holds; None if there is none (first start, or the file was lost)."""
        found = [slot for turn in (0, 1) if (slot := self._slot(turn, verify)) is not None]
        if not found:
            return None
        self.newest = max(found, key=lambda slot: slot[0].number)
        return self.newest[0]

    def write(self, head: Head) -> None:
        """Sign and keep a head. Call it only for a head whose entries are on disk."""
        statement = layout.head_statement(self._building, self._box, head.epoch, head.number, head.digest)
        signature = self._sign(statement)
        data = len(statement).to_bytes(2, "big") + statement + signature
        os.pwrite(self._file, data.ljust(SLOT, b"\0"), self._turn * SLOT)
        self._turn = 1 - self._turn
        self.newest = (head, statement, signature)

    def close(self) -> None:
        """Close the file; do nothing if it is closed already."""
        descriptor, self._file = self._file, CLOSED
        if descriptor != CLOSED:
            os.close(descriptor)

    def _slot(self, turn: int, verify: Callable[[bytes, bytes], bool]) -> tuple[Head, bytes, bytes] | None:
        try:
            data = os.pread(self._file, SLOT, turn * SLOT) if self._file != CLOSED else b""
        except OSError:  # a bad sector, or no file: counts as empty
            return None
        length = int.from_bytes(data[:2], "big")
        statement, signature = data[2 : 2 + length], data[2 + length : 2 + length + SIGNATURE]
        if not length or not verify(statement, signature):
            return None
        building, _, epoch, number, digest = layout.read_head_statement(statement)
        return (Head(epoch, number, digest), statement, signature) if building == self._building else None
