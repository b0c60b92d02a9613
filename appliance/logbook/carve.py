"""Finds entries and wraps in the bytes of a record's files, without SQLite: also where its tables, its log or its header are damaged.

Knows how SQLite lays a row into pages (https://www.sqlite.org/fileformat2.html, sections 1.6, 2.1 and 4.1). Opens and believes nothing:
whoever asks holds an entry against the chain, and a wrap against its key entry.
"""

import mmap
import re
from collections.abc import Iterator, Sequence

import msgspec

from appliance.envelope import format as layout

WAL_HEADER_BYTES = 32
FRAME_HEADER_BYTES = 24
PAGE_BYTES_ALLOWED = frozenset(1 << power for power in range(9, 17))  # SQLite's own, 512 to 65,536
PAGE_BYTES_USUAL = 2048  # of every record of ours (`shelf.PAGE_BYTES`), for a file whose header cannot be believed
WRAP_LEN = 1168  # ML-KEM-768 1088, X25519 32, the sealed data key 48
CHAIN_PAGES_MAX = 4096  # the pages behind the longest entry, 1 MiB, in the smallest pages, and some

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
}  # serial type → bytes; 8 and 9 are the numbers 0 and 1
_BEFORE_WRAP = re.compile(rb"\x07(?P<number>[\x01-\x06\x08\x09])\x4c\x2c(?P<key_no>[\x01-\x06\x08\x09])\x92\x2c")
"""A row of `wrap`: header of seven bytes; number, 32 bytes, 16 bytes, key number, 1168 bytes."""
_BEFORE_WRAP_LEN = 7

type Buffer = bytes | mmap.mmap
type WrapFound = tuple[int, bytes, bytes, int, bytes]
"""Columns of the table: number, recipient, stream, key number, wrap."""


class Pages(msgspec.Struct):
    """A record's two files as they lie there. `main` and `wal` may be mapped memory; empty where there is none."""

    main: Buffer
    wal: Buffer
    page_bytes: int
    newest: dict[int, int] = {}
    """Page number → where its newest image begins in `wal`."""

    @classmethod
    def of(cls, main: Buffer, wal: Buffer) -> "Pages":
        """Take note of what the write-ahead log holds. Frames of an earlier round stand behind those of this one, and count for nothing."""
        pages = cls(main, wal, _page_bytes(main, wal))
        frame = FRAME_HEADER_BYTES + pages.page_bytes
        salt = None
        for begin in range(WAL_HEADER_BYTES, len(wal) - frame + 1, frame):
            number = int.from_bytes(wal[begin : begin + 4])
            found = bytes(wal[begin + 8 : begin + 16])
            salt = salt or found
            if found == salt and number:
                pages.newest[number] = begin + FRAME_HEADER_BYTES
        return pages

    def page(self, number: int) -> Buffer:
        """The newest image of a page, numbered from 1; empty where there is none."""
        if (at := self.newest.get(number)) is not None:
            return self.wal[at : at + self.page_bytes]
        at = (number - 1) * self.page_bytes
        return self.main[at : at + self.page_bytes] if number else b""

    def entries_in_wal(self, building: bytes) -> Iterator[tuple[int, bytes]]:
        """Number and bytes of every entry the write-ahead log has, in the order they stand there; the same one many times."""
        frame = FRAME_HEADER_BYTES + self.page_bytes
        for found in _begins(building).finditer(self.wal):
            at = found.start()
            end = at - (at - WAL_HEADER_BYTES) % frame + frame
            yield from self._entry(self.wal, at, end)

    def entries_in_main(self, building: bytes, begin: int, end: int) -> Iterator[tuple[int, bytes]]:
        """The same of bytes `begin` to `end` of the file itself: of every entry that begins there."""
        for found in _begins(building).finditer(self.main, begin, min(end + layout.FRONT_LEN, len(self.main))):
            at = found.start()
            if at < end:
                yield from self._entry(self.main, at, at - at % self.page_bytes + self.page_bytes)

    def entry_at(self, at: int) -> bytes | None:
        """The entry that begins at this byte of the file itself; None where there is no whole one."""
        return next(
            (entry for _, entry in self._entry(self.main, at, at - at % self.page_bytes + self.page_bytes)), None
        )

    def _entry(self, data: Buffer, at: int, end: int) -> Iterator[tuple[int, bytes]]:
        """The entry that begins at `at` of a page that ends at `end`, put together from its pages; nothing where that cannot be."""
        if at + layout.HEADER_LEN > min(end, len(data)):
            return
        length = layout.AROUND_LEN + int.from_bytes(data[at + _LENGTH_AT : at + _LENGTH_AT + 4])
        if length > layout.ENTRY_LEN_MAX:
            return
        here = _bytes_in_page(length, self.page_bytes)
        entry = bytes(data[at : at + here])
        if at + here > end:
            return
        if here < length:
            entry += self._rest(int.from_bytes(data[at + here : at + here + 4]), length - here)
        try:
            yield layout.whole_header(entry).number, entry
        except layout.FormatError:
            return

    def _rest(self, number: int, length: int) -> bytes:
        """What a row has on the pages behind its own, each of which names the next."""
        parts: list[bytes] = []
        for _ in range(CHAIN_PAGES_MAX):
            page = self.page(number)
            if length <= 0 or not page:
                break
            parts.append(bytes(page[4 : 4 + min(length, self.page_bytes - 4)]))
            length -= len(parts[-1])
            number = int.from_bytes(page[:4])
        return b"".join(parts)


def newest_number(wal: Buffer, building: bytes) -> int:
    """The highest number of any entry in a write-ahead log, 0 for none. Some milliseconds: each start asks."""
    numbers = (
        int.from_bytes(wal[found.start() + _NUMBER_AT : found.start() + _NUMBER_AT + 8])
        for found in _begins(building).finditer(wal)
    )
    return max(numbers, default=0)


def newest_ids(data: Buffer) -> tuple[bytes, bytes] | None:
    """Building and box of the entry with the highest number there; None without one."""
    found: tuple[int, bytes, bytes] | None = None
    for begin in re.finditer(re.escape(layout.BEGINS), data):
        front = bytes(data[begin.start() : begin.start() + _NUMBER_AT + 8])
        number = int.from_bytes(front[_NUMBER_AT:])
        if len(front) == _NUMBER_AT + 8 and (found is None or number > found[0]):
            found = number, front[6:22], front[22:38]
    return found[1:] if found else None


def wraps_in(data: Buffer, recipients: Sequence[bytes]) -> Iterator[WrapFound]:
    """Every row of a wrap for one of these recipients (fingerprints). Deleted ones were written over with zeros."""
    if not recipients:
        return
    for found in re.finditer(b"|".join(re.escape(each) for each in recipients), data):
        at = found.start()
        for length in sorted(set(_INTEGER_BYTES.values())):
            begin = at - length - _BEFORE_WRAP_LEN
            head = _BEFORE_WRAP.fullmatch(bytes(data[max(begin, 0) : at - length]))
            if head is None or _INTEGER_BYTES[head["number"][0]] != length:
                continue
            number = _integer(head["number"][0], data[at - length : at])
            behind = at + 48 + _INTEGER_BYTES[head["key_no"][0]]
            key_no = _integer(head["key_no"][0], data[at + 48 : behind])
            wrap = bytes(data[behind : behind + WRAP_LEN])
            if len(wrap) == WRAP_LEN:
                yield number, found.group(), bytes(data[at + 32 : at + 48]), key_no, wrap


def _integer(kind: int, data: Buffer) -> int:
    """A column that is a whole number, above 0, of this serial type."""
    return kind - 8 if kind in (8, 9) else int.from_bytes(data)


def _begins(building: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(layout.BEGINS + building), re.DOTALL)


def _page_bytes(main: Buffer, wal: Buffer) -> int:
    """As the files say, the log first: both say it, and the first that says something possible is believed."""
    said = (int.from_bytes(wal[8:12]), int.from_bytes(main[16:18]) if main[:6] == b"SQLite" else 0)
    return next((size for size in said if size in PAGE_BYTES_ALLOWED), PAGE_BYTES_USUAL)


def _bytes_in_page(length: int, page_bytes: int) -> int:
    """How many bytes of an entry of this length stand in its row's own page (file format, section 1.6).

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


def _varint(value: int) -> bytes:
    """SQLite's, as far as lengths go here (under 2**28)."""
    parts = [value & 0x7F]
    while value := value >> 7:
        parts.append(value & 0x7F | 0x80)
    return bytes(reversed(parts))
