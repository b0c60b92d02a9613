"""Finds entries and wraps in the bytes of a record's files, without SQLite: also if its tables, its log or its header are damaged. Knows
how SQLite lays a row into pages (https://www.sqlite.org/fileformat2.html, sections 1.6, 2.1 and 4.1). Opens and believes nothing: the
caller checks an entry against the chain, and a wrap against its key entry.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from appliance.envelope import format as layout

WAL_HEADER_BYTES = 32
FRAME_HEADER_BYTES = 24
# the page sizes of SQLite that hold a whole header of ours
PAGE_BYTES_ALLOWED = frozenset(1 << power for power in range(11, 17))
PAGE_BYTES_USUAL = (
    2048  # of every record of ours (`database.PAGE_BYTES`); used for a file whose header cannot be believed
)
RECIPIENT_LEN = 32  # a fingerprint
WRAP_LEN = 1168  # ML-KEM-768 1088, X25519 32, the sealed data key 48
CHAIN_PAGES_MAX = 4096  # the pages behind the longest entry, 1 MiB, with the smallest page size, and some more

_NUMBER_AT = layout.FRONT_LEN
_LENGTH_AT = layout.HEADER_LEN - 4
_INTEGER_BYTES = {
    1: 1,
    2: 2,
    3: 3,
    4: 4,
    5: 6,
    6: 8,
    8: 0,
    9: 0,
}  # serial type → bytes; 8 and 9 stand for the numbers 0 and 1
_BEFORE_WRAP = re.compile(rb"\x07(?P<number>[\x01-\x06\x08\x09])\x4c\x2c(?P<key_no>[\x01-\x06\x08\x09])\x92\x2c")
"""The start of a row of `wrap`: header of seven bytes; number, 32 bytes, 16 bytes, key number, 1168 bytes."""
_BEFORE_WRAP_LEN = 7

_BEFORE_ENTRY = range(24, 35)
"""Bytes of a row of `entry` before its entry: its length in 2 or 3, its number in 1 to 9, a header of 5 or 6, the stream's 16."""

type WrapFound = tuple[int, bytes, bytes, int, bytes]
"""Columns of the table: number, recipient, stream, key number, wrap."""


class File:
    """A file's bytes, as far as the disk gives them: bytes that cannot be read count as missing. The file is never mapped: a bad sector
    would end the process.
    """

    def __init__(self, path: Path | None) -> None:
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC) if path is not None else None
        except OSError:
            self._descriptor = None
        self.length = os.fstat(self._descriptor).st_size if self._descriptor is not None else 0

    def read(self, at: int, length: int) -> bytes:
        """Give up to `length` bytes from there on; fewer at the end, and none where the disk fails."""
        try:
            return os.pread(self._descriptor, length, at) if self._descriptor is not None else b""
        except OSError:
            return b""

    def close(self) -> None:
        """Close the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class Pages(msgspec.Struct):
    """The two files of a record as they lie there: the database, and the bytes of its write-ahead log."""

    main: File
    wal: bytes
    page_bytes: int
    newest: dict[int, int] = {}
    """Page number → where its newest image begins in `wal`."""

    @classmethod
    def of(cls, path: Path | None) -> "Pages":
        """Take a database and the log beside it; None: nothing at all. Frames of an earlier round of the log come after the frames of
        this round, and count for nothing. The caller closes it.
        """
        main = File(path)
        wal = read_log(log_of(path)) if path is not None else b""
        pages = cls(main, wal, _page_bytes(main, wal))
        frame = FRAME_HEADER_BYTES + pages.page_bytes
        salt = None
        for begin in range(WAL_HEADER_BYTES, len(wal) - frame + 1, frame):
            number = int.from_bytes(wal[begin : begin + 4])
            found = wal[begin + 8 : begin + 16]
            salt = salt or found
            if found == salt and number:
                pages.newest[number] = begin + FRAME_HEADER_BYTES
        return pages

    def close(self) -> None:
        """Close the files."""
        self.main.close()

    def page(self, number: int) -> bytes:
        """Give the newest image of a page, numbered from 1; empty where there is none."""
        if (at := self.newest.get(number)) is not None:
            return self.wal[at : at + self.page_bytes]
        return self.main.read((number - 1) * self.page_bytes, self.page_bytes) if number else b""

    def entries_in_wal(self, building: bytes) -> Iterator[tuple[int, bytes]]:
        """Give number and bytes of every entry in the write-ahead log, in file order; the same entry may come many times."""
        frame = FRAME_HEADER_BYTES + self.page_bytes
        for found in _begins(building).finditer(self.wal):
            at = found.start()
            end = at - (at - WAL_HEADER_BYTES) % frame + frame
            if (entry := self._entry(self.wal, at, end)) is not None:
                yield layout.whole_header(entry).number, entry

    def pieces(self, length: int) -> Iterator[tuple[int, int]]:
        """Give the database in pieces of whole pages of about this length, (begin, end), the last first: the newest rows are mostly
        there.
        """
        length -= length % self.page_bytes
        end = self.main.length + -self.main.length % self.page_bytes
        while end > 0:
            yield max(end - length, 0), end
            end -= length

    def entries_in(self, begin: int, end: int, building: bytes) -> Iterator[tuple[int, bytes, int]]:
        """Give number, bytes and place of every entry that begins in this piece of the database."""
        data = self.main.read(begin, end - begin)
        for found in _begins(building).finditer(data):
            at = found.start()
            entry = self._entry(data, at, at - at % self.page_bytes + self.page_bytes)
            if entry is not None:
                yield layout.whole_header(entry).number, entry, begin + at

    def entry_at(self, at: int) -> bytes | None:
        """Give the entry that begins there in the database; None where there is no whole entry."""
        begin = at - at % self.page_bytes
        return self._entry(self.main.read(begin, self.page_bytes), at - begin, self.page_bytes)

    def wraps_in(self, begin: int, end: int, recipients: Sequence[bytes]) -> Iterator[tuple[WrapFound, int]]:
        """Give every wrap in this piece of the database for one of these recipients, and its place."""
        data = self.main.read(begin, end - begin)
        return ((wrap, begin + at) for wrap, at in wraps_in(data, recipients))

    def _entry(self, data: bytes, at: int, end: int) -> bytes | None:
        """Give the entry that begins at `at` of a page that ends at `end`, put together from its pages; None if that is not possible."""
        length = layout.AROUND_LEN + int.from_bytes(data[at + _LENGTH_AT : at + _LENGTH_AT + 4])
        if length > layout.ENTRY_LEN_MAX:
            return None
        here = _bytes_in_page(length, self.page_bytes)
        if at + here > end:
            return None
        entry = data[at : at + here]
        if here < length:
            entry += self._rest(int.from_bytes(data[at + here : at + here + 4]), length - here)
        try:
            layout.whole_header(entry)
        except layout.FormatError:
            return None
        return entry

    def _rest(self, number: int, length: int) -> bytes:
        """Give the part of a row that is on the pages behind its own page, each of which names the next."""
        parts: list[bytes] = []
        for _ in range(CHAIN_PAGES_MAX):
            page = self.page(number)
            if length <= 0 or not page:
                break
            parts.append(page[4 : 4 + min(length, self.page_bytes - 4)])
            length -= len(parts[-1])
            number = int.from_bytes(page[:4])
        return b"".join(parts)


def log_of(path: Path) -> Path:
    """Give the path of the write-ahead log beside a database."""
    return path.with_name(path.name + "-wal")


def holds_entries(path: Path, building: bytes) -> bool:
    """Return whether there is any entry in a database or in the log beside it."""
    with closing(Pages.of(path)) as pages:
        in_file = (each for piece in pages.pieces(1 << 20) for each in pages.entries_in(*piece, building))
        return any(True for _ in pages.entries_in_wal(building)) or any(True for _ in in_file)


def newest_number(wal: bytes, building: bytes) -> int:
    """Give the highest number of any entry in a write-ahead log, 0 for none. Takes some milliseconds, because each start asks.

    It counts only what was certainly committed: up to the last but one frame that ends a commit. A power cut may have torn the last
    commit. Bytes between the rows of a page count for nothing: SQLite leaves there the remains of rows that were moved.
    """
    frame = FRAME_HEADER_BYTES + _page_bytes(File(None), wal)
    salt, ends = _salt(wal, frame), list[int]()
    for begin in range(WAL_HEADER_BYTES, len(wal) - frame + 1, frame):
        if wal[begin + 8 : begin + 16] == salt and wal[begin + 4 : begin + 8] != bytes(4):
            ends.append(begin + frame)
    newest = 0
    for found in _begins(building).finditer(wal, 0, ends[-2] if len(ends) > 1 else 0):
        at = found.start()
        begin = at - (at - WAL_HEADER_BYTES) % frame
        number = int.from_bytes(wal[at + _NUMBER_AT : at + _NUMBER_AT + 8])
        if number <= newest or wal[begin + 8 : begin + 16] != salt:
            continue
        if _is_in_a_row(wal, begin + FRAME_HEADER_BYTES, at):
            newest = number
    return newest


def _salt(wal: bytes, frame: int) -> bytes:
    """Give the salt of this round of the log: what most of its header and its first frames say, since one of them may be damaged."""
    begins = range(WAL_HEADER_BYTES, min(len(wal), WAL_HEADER_BYTES + 4 * frame), frame)
    return Counter([wal[16:24], *(wal[begin + 8 : begin + 16] for begin in begins)]).most_common(1)[0][0]


def wraps_in(data: bytes, recipients: Sequence[bytes]) -> Iterator[tuple[WrapFound, int]]:
    """Give every row of a wrap for one of these recipients (fingerprints), and where it is. Deleted rows were overwritten with zeros."""
    if not recipients:
        return
    for found in re.finditer(b"|".join(re.escape(each) for each in recipients), data):
        at = found.start()
        for length in sorted(set(_INTEGER_BYTES.values())):
            begin = at - length - _BEFORE_WRAP_LEN
            head = _BEFORE_WRAP.fullmatch(data[max(begin, 0) : at - length])
            if head is None or _INTEGER_BYTES[head["number"][0]] != length:
                continue
            number = _integer(head["number"][0], data[at - length : at])
            behind = at + 48 + _INTEGER_BYTES[head["key_no"][0]]
            key_no = _integer(head["key_no"][0], data[at + 48 : behind])
            wrap = data[behind : behind + WRAP_LEN]
            if len(wrap) == WRAP_LEN:
                yield (number, found.group(), data[at + 32 : at + 48], key_no, wrap), at


def _integer(kind: int, data: bytes) -> int:
    """Read a column of this serial type that is a whole number above 0."""
    return kind - 8 if kind in (8, 9) else int.from_bytes(data)


def _begins(building: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(layout.BEGINS + building), re.DOTALL)


def read_log(path: Path) -> bytes:
    """Give the bytes of a write-ahead log; none where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _page_bytes(main: File, wal: bytes) -> int:
    """Give the page size. Both files say it, the log is asked first, and the first possible value is believed."""
    front = main.read(0, 18)
    of_file = int.from_bytes(front[16:18]) if front[:6] == b"SQLite" else 0
    said = (int.from_bytes(wal[8:12]), of_file, of_file << 16)  # two bytes cannot hold 65,536, so a file says 1 for it
    return next((size for size in said if size in PAGE_BYTES_ALLOWED), PAGE_BYTES_USUAL)


def _bytes_in_page(length: int, page_bytes: int) -> int:
    """Give how many bytes of an entry of this length are in its row's own page (file format, section 1.6).

    A row of `entry` is a header (its length; NULL for the number; 16 bytes; the entry, two or three bytes), the stream, the entry.
    """
    before = 3 + len(_varint(2 * length + 12)) + layout.ID_LEN
    payload = before + length
    most = page_bytes - 35
    if payload <= most:
        return length
    least = (page_bytes - 12) * 32 // 255 - 23
    local = least + (payload - least) % (page_bytes - 4)
    return (local if local <= most else least) - before


def _is_in_a_row(data: bytes, page: int, at: int) -> bool:
    """Return whether a row of the table's page at `page` has its entry at `at`: by where the page's rows begin, or because a row is said
    to begin there.

    One bad bit makes one of the two untrue, but never both.
    """
    if at - page >= int.from_bytes(data[page + 5 : page + 7]):
        return True
    rows = range(page + 8, page + 8 + 2 * int.from_bytes(data[page + 3 : page + 5]), 2)
    return any(at - page - int.from_bytes(data[row : row + 2]) in _BEFORE_ENTRY for row in rows)


def _varint(value: int) -> bytes:
    """Encode a number as SQLite does, for lengths under 2**28."""
    parts = [value & 0x7F]
    while value := value >> 7:
        parts.append(value & 0x7F | 0x80)
    return bytes(reversed(parts))
