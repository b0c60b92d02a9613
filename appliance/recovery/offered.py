"""Keeps what the uplink brought of another box, as it came: the safety office's sealed handover, and entries. Nobody here believes it.

    offered/handover   as the office sealed it
    offered/entries    u32 length | entry, one after the other: each names the digest of the one before, as far as headers tell
    offered/whole      nothing more is to come
    offered/refused    whoever opened it found that it is not for this box: SHA-256 of the handover | why

A power cut damages at most the last entry, which is then cut off. Length and disk limit what an uplink may offer without end.
"""

import fcntl
import hashlib
import os
import shutil
import struct
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from appliance.envelope import format as layout
from appliance.envelope.handover import HANDOVER_LEN_MAX
from appliance.vault import files, folders

HANDOVER, ENTRIES, WHOLE, REFUSED = "handover", "entries", "whole", "refused"
OFFERED_LEN_MAX = 512 << 20  # half a million usual entries: twice what a large school writes in ten years
LEFT_BYTES = 256 << 20  # calls write to the same disk, and so does a restore
SAYS_LEN_MAX = 300
TOO_LONG = "what was offered is longer than any record this box could take"
NO_ROOM = "this box's disk has no room for what was offered"
NO_ENTRY = "what was offered as an entry is none, or of another building"
NOT_AFTER = "what was offered does not hang together"
BEING_READ = "what came is being looked at"

_LENGTH = struct.Struct(">I")


class Came(msgspec.Struct, frozen=True):
    """How far it is. `refused`: why what came was not taken, empty if nothing was refused."""

    handover: bool = False
    entries: int = 0
    whole: bool = False
    refused: str = ""


class Taken(msgspec.Struct, frozen=True):
    """Whether more is wanted, and after which number; `says` why not."""

    wanted: bool
    after: int
    says: str = ""


class Offered:
    """One folder of what was brought. The daemon adds to it, and another process opens it: never both at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = array("Q")
        self._places = array("Q")
        self._length = 0
        self._digest = layout.GENESIS_DIGEST

    @property
    def has(self) -> bytes:
        """SHA-256 of the handover that must not be brought again, because it is here whole or was refused; empty while one is still
        wanted.
        """
        said = self._refusal()
        if said is not None:
            return said[0] if any(said[0]) else b""
        handover = self.handover
        return hashlib.sha256(handover).digest() if handover and (self._folder / WHOLE).exists() else b""

    @property
    def handover(self) -> bytes:
        """The handover as it came; empty if none came."""
        with suppress(OSError), (self._folder / HANDOVER).open("rb") as file:
            return file.read(HANDOVER_LEN_MAX + 1)
        return b""

    @property
    def came(self) -> Came:
        """How far it is, by what is in the folder. Raises OSError."""
        said = self._refusal()
        self._catch_up()
        return Came(
            (self._folder / HANDOVER).exists(),
            len(self._numbers),
            (self._folder / WHOLE).exists(),
            said[1] if said is not None else "",
        )

    def take(self, building: bytes, handover: bytes, entries: Sequence[bytes], *, whole: bool) -> Taken:
        """Keep what came. Raises OSError, VaultError, BlockingIOError while another process looks at it."""
        folders.open_folder(self._folder)
        with self.alone():
            self._catch_up()
            if handover and (refused := self._begin(handover)) is not None:
                return refused
            if not (self._folder / HANDOVER).exists():
                return Taken(False, 0, "entries are taken after the handover")
            if (self._folder / WHOLE).exists():
                return Taken(False, self._last)
            says = self._add(building, entries) if entries else ""
            if whole:
                files.write(self._folder / WHOLE, b"")
            return Taken(not says and not whole, self._last, says)

    def refuse(self, says: str, *, handover: bool) -> None:
        """Refuse what came, after it was opened. `handover`: the office's handover itself is wrong, and another one must come; otherwise
        only the entries are brought again. Raises OSError, VaultError.
        """
        digest = hashlib.sha256(self.handover).digest() if handover else bytes(layout.DIGEST_LEN)
        files.write(self._folder / REFUSED, digest + says.encode())
        for name in (WHOLE, ENTRIES, HANDOVER):
            (self._folder / name).unlink(missing_ok=True)

    def numbers(self) -> Sequence[int]:
        """Give the numbers of the entries that are there, ascending. Raises OSError."""
        self._catch_up()
        return self._numbers

    def entry(self, at: int) -> bytes:
        """Give the entry at this place among them. Raises OSError."""
        with (self._folder / ENTRIES).open("rb") as file:
            return self._read(file, self._places[at])

    def upwards(self, upto: int) -> Iterator[tuple[int, bytes]]:
        """Give the entries up to this number, the oldest first. Raises OSError."""
        self._catch_up()
        yield from self._each(range(len(self._numbers)), upto)

    def downwards(self, upto: int) -> Iterator[tuple[int, bytes]]:
        """Give the same entries, the newest first. Raises OSError."""
        self._catch_up()
        yield from self._each(reversed(range(len(self._numbers))), upto)

    @property
    def length(self) -> int:
        """Bytes of all entries."""
        return self._length

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder, so that nobody adds or looks meanwhile. Raises OSError, BlockingIOError."""
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            os.close(descriptor)

    # ---- adding

    def _begin(self, handover: bytes) -> Taken | None:
        """Begin anew if this is another handover. Say why it is not taken, or give None."""
        if len(handover) > HANDOVER_LEN_MAX:
            return Taken(False, 0, TOO_LONG)
        digest, said = hashlib.sha256(handover).digest(), self._refusal()
        if said is not None and said[0] == digest:
            return Taken(False, self._last, said[1])
        if self.handover != handover:
            (self._folder / WHOLE).unlink(missing_ok=True)
            (self._folder / ENTRIES).unlink(missing_ok=True)
            files.write(self._folder / HANDOVER, handover)
            self._catch_up()
        if said is not None:
            (self._folder / REFUSED).unlink(missing_ok=True)
        return None

    def _add(self, building: bytes, entries: Sequence[bytes]) -> str:
        """Add entries. Say why it stops here; empty if all of them are kept."""
        coming = sum(map(len, entries)) + _LENGTH.size * len(entries)
        if self._length + coming > OFFERED_LEN_MAX:
            return TOO_LONG
        if shutil.disk_usage(self._folder).free < LEFT_BYTES + 3 * self._length + coming:
            return NO_ROOM
        with (self._folder / ENTRIES).open("ab") as file:
            for entry in entries:
                says = self._fits(file, building, entry)
                if says is None:
                    continue
                if says:
                    return says
                file.write(_LENGTH.pack(len(entry)) + entry)
                self._took(layout.whole_header(entry).number, len(entry))
                self._digest = layout.entry_digest(entry)
            file.flush()
        return ""

    def _fits(self, file: BinaryIO, building: bytes, entry: bytes) -> str | None:
        """Give an empty text if this is the next entry, None if it is here already, otherwise why it is not taken."""
        try:
            header = layout.whole_header(entry)
        except layout.FormatError:
            return NO_ENTRY
        if header.building != building or header.number < 1:
            return NO_ENTRY
        number = header.number
        if number <= self._last:
            file.flush()
            if self._has(entry, number):
                return None
            if not self._turns_off(file, header):
                return NOT_AFTER
        if number == self._last + 1 and self._numbers and header.prev_digest != self._digest:
            return NOT_AFTER
        return ""

    def _has(self, entry: bytes, number: int) -> bool:
        at = self._place_of(number)
        return at is not None and self.entry(at) == entry

    def _turns_off(self, file: BinaryIO, header: layout.Header) -> bool:
        """Drop the entries above this one's parent if another box goes on there: a box that followed on another before that one's end.
        From there on the follower's own entries count.
        """
        before = self._place_of(header.number - 1)
        if before is None:
            return False
        kept = self.entry(before)
        if layout.entry_digest(kept) != header.prev_digest or layout.whole_header(kept).box == header.box:
            return False
        file.truncate(self._places[before + 1])
        del self._numbers[before + 1 :], self._places[before + 1 :]
        self._length, self._digest = file.seek(0, os.SEEK_END), header.prev_digest
        return True

    # ---- what lies there

    @property
    def _last(self) -> int:
        return self._numbers[-1] if self._numbers else 0

    def _place_of(self, number: int) -> int | None:
        low, high = 0, len(self._numbers)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._numbers[middle] < number else (low, middle)
        return low if low < len(self._numbers) and self._numbers[low] == number else None

    def _took(self, number: int, length: int) -> None:
        self._numbers.append(number)
        self._places.append(self._length)
        self._length += _LENGTH.size + length

    def _catch_up(self) -> None:
        """Read what is there, unless this object wrote all of it. Raises OSError."""
        path = self._folder / ENTRIES
        length = path.stat().st_size if path.exists() else 0
        if length == self._length:
            return
        self._numbers, self._places, self._length = array("Q"), array("Q"), 0
        self._digest = layout.GENESIS_DIGEST
        if not length:
            return
        last = b""
        with path.open("r+b") as file:
            while entry := self._read(file, self._length):
                try:
                    self._took(layout.whole_header(entry).number, len(entry))
                except layout.FormatError:
                    break
                last = entry
            file.truncate(self._length)
        self._digest = layout.entry_digest(last) if last else layout.GENESIS_DIGEST

    def _read(self, file: BinaryIO, place: int) -> bytes:
        file.seek(place)
        head = file.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return b""
        (length,) = _LENGTH.unpack(head)
        entry = file.read(length) if length <= layout.ENTRY_LEN_MAX else b""
        return entry if len(entry) == length else b""

    def _each(self, places: Iterator[int] | range, upto: int) -> Iterator[tuple[int, bytes]]:
        with (self._folder / ENTRIES).open("rb") as file:
            for at in places:
                if self._numbers[at] <= upto:
                    yield self._numbers[at], self._read(file, self._places[at])

    def _refusal(self) -> tuple[bytes, str] | None:
        try:
            said = (self._folder / REFUSED).read_bytes()
        except OSError:
            return None
        digest, says = said[: layout.DIGEST_LEN], said[layout.DIGEST_LEN :]
        return digest, says.decode("utf-8", "replace")[:SAYS_LEN_MAX]
