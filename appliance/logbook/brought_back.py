"""Keeps what this record lost and the district still had, beside the record, as it came: files of sealed entries. Opens and judges nothing.

    <logbook>/brought-back/0000000120-0000000145-8c1f09ab.entries      entries 120 to 145, and the start of the digest of the last
    <logbook>/brought-back/0000000120-0000000145-8c1f09ab.unnoted      as far as is known here, the record has no entry of this tail yet
    <logbook>/brought-back/unfinished                                  a tail on its way: deleted when it begins again
    <logbook>/brought-back/unfinished-before                           the same, for the tail of the box before this one

A file is its entries, each with its length before it (u32, big-endian). It is there whole or not at all. `unnoted` holds the last
number that the record had on disk when the file was made: the entry that notes the tail can only come after it.
"""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from appliance.envelope.format import FormatError, split
from appliance.vault import files, folders

FOLDER = "brought-back"
UNFINISHED, UNFINISHED_BEFORE = "unfinished", "unfinished-before"
LENGTH_MAX = (
    256 * 1024 * 1024
)  # of all tails: some 300,000 entries, years of a school; a longer tail stays with the district, which keeps it
FREE_LEFT = 256 * 1024 * 1024  # calls write to the same disk
ENTRY_LEN_MAX = 2 * 1024 * 1024  # an entry is at most 1 MiB (`envelope.format`): a greater length is a damaged file
PREFIX_LEN = 4

_NAME = re.compile(r"(\d{10})-(\d{10})-([0-9a-f]{8})\.entries")


class Tail(msgspec.Struct, frozen=True):
    """A file of entries `first` to `last`. `mark` is the start of the last entry's digest, in hex."""

    path: Path
    first: int
    last: int
    mark: str

    @property
    def unnoted(self) -> Path:
        """The file that is there as long as it is not known that the record has an entry of this tail."""
        return self.path.with_suffix(".unnoted")


class BroughtBack:
    """The folder of tails. One tail at a time is on its way, in the file `unfinished`."""

    def __init__(self, logbook: Path, unfinished: str = UNFINISHED) -> None:
        self.folder = logbook / FOLDER
        self._unfinished = self.folder / unfinished

    def tails(self) -> list[Tail]:
        """Give the tails that are kept, oldest entries first. Raises OSError."""
        if not self.folder.is_dir():
            return []
        named = ((path, _NAME.fullmatch(path.name)) for path in self.folder.iterdir())
        found = [Tail(path, int(match[1]), int(match[2]), match[3]) for path, match in named if match is not None]
        return sorted(found, key=lambda tail: (tail.first, tail.last))

    def has(self, last: int, digest: bytes) -> bool:
        """Return whether the tail that ends with this entry is kept. Raises OSError."""
        return any(tail.last == last and tail.mark == _mark(digest) for tail in self.tails())

    def begin(self) -> None:
        """Forget the tail that was on its way. Raises OSError."""
        self.folder.mkdir(mode=folders.FOLDER_MODE, parents=True, exist_ok=True)
        self._unfinished.unlink(missing_ok=True)

    def add(self, entries: Sequence[bytes]) -> bool:
        """Add entries to the tail on its way. Return False, and add nothing, if it grows too long for this disk. Raises OSError."""
        data = b"".join(len(entry).to_bytes(PREFIX_LEN) + entry for entry in entries)
        kept = sum(tail.path.stat().st_size for tail in self.tails())
        with os.fdopen(_opened(self._unfinished, os.O_APPEND), "ab") as file:
            if (
                kept + file.tell() + len(data) > LENGTH_MAX
                or shutil.disk_usage(self.folder).free < len(data) + FREE_LEFT
            ):
                return False
            file.write(data)
        return True

    def finish(self, first: int, last: int, digest: bytes, *, head: int) -> Tail:
        """Keep the tail, which is whole now: also over a power cut, and not yet noted. `head`: how far the record is on disk. Raises
        OSError.
        """
        mark = _mark(digest)
        tail = Tail(self.folder / f"{first:010}-{last:010}-{mark}.entries", first, last, mark)
        with self._unfinished.open("rb") as file:
            os.fsync(file.fileno())
        # write this file first: alone it means nothing
        with os.fdopen(_opened(tail.unnoted, os.O_TRUNC), "wb") as file:
            file.write(str(head).encode())
            file.flush()
            os.fsync(file.fileno())
        self._unfinished.replace(tail.path)
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return tail

    def unnoted(self) -> list[tuple[Tail, int]]:
        """Give every tail of which it is not known that it was noted, and the entry of the record after which the note would be. Raises
        OSError.
        """
        return [(tail, _number_in(tail.unnoted)) for tail in self.tails() if tail.unnoted.exists()]

    def noted(self, tail: Tail) -> None:
        """Note that the record's entry of this tail is on disk. Raises OSError."""
        tail.unnoted.unlink(missing_ok=True)


def entries_of(tail: Tail, place: int = 0) -> Iterator[tuple[int, bytes]]:
    """Give number and bytes of each entry, in order, from a place in the file on. Ends where the file is damaged. Raises OSError."""
    with tail.path.open("rb") as file:
        file.seek(place)
        while len(prefix := file.read(PREFIX_LEN)) == PREFIX_LEN:
            length = int.from_bytes(prefix)
            entry = file.read(length) if length <= ENTRY_LEN_MAX else b""
            try:
                yield split(entry).header.number, entry
            except FormatError:
                return


def _opened(path: Path, how: int) -> int:
    """Open a file for writing, which only we may read and write."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | how, files.FILE_MODE)


def _number_in(path: Path) -> int:
    text = path.read_bytes()
    return int(text) if text.isdigit() else 0  # if the file is damaged, the note is looked for from the beginning


def _mark(digest: bytes) -> str:
    return digest[:4].hex()
