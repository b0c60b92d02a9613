"""The rows in the pages of a SQLite file, whatever its header, its schema and its trees say. Knows no table, and believes nothing.

As SQLite lays them there (https://www.sqlite.org/fileformat2.html, sections 1.6, 2.1 and 4.1): whoever asks holds each row against what
it should be. A row that was deleted is not found: it was written over (`PRAGMA secure_delete`), and its page names it no more.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PAGE_LENS = frozenset(1 << power for power in range(9, 17))
PAGE_LEN_USUAL = 4096  # of every store of ours, where the header cannot be believed
ROW_LEN_MAX = 2 << 20  # an entry has a mebibyte at most, and no other row comes near to it
INSIDE_OF_INDEX, INSIDE_OF_TABLE, LEAF_OF_INDEX, LEAF_OF_TABLE = 2, 5, 10, 13  # the first byte of a page
WITH_ROWS = (INSIDE_OF_INDEX, LEAF_OF_INDEX, LEAF_OF_TABLE)
WAL_HEADER_LEN, FRAME_HEADER_LEN = 32, 24
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # serial type → bytes

type Value = int | bytes | str | None
type Row = tuple[Value, ...]


def rows(path: Path) -> Iterator[Row]:
    """Every row of every table and index that is laid as rows are. Raises OSError."""
    with path.open("rb") as file:
        pages = _Pages(file, path.with_name(path.name + "-wal"))
        for number in range(2, pages.count + 1):  # the first has the schema
            yield from _rows_in(pages, pages.page(number))


class _Pages:
    """A database, and in its place the newest images that its write-ahead log has."""

    def __init__(self, file: BinaryIO, log: Path) -> None:
        self._file = file
        self._log = log.read_bytes() if log.exists() else b""  # a few megabytes: SQLite empties it every 1,000 pages
        said = int.from_bytes(file.read(18)[16:]) or 1 << 16
        self.length = said if said in PAGE_LENS else PAGE_LEN_USUAL
        self._newest = self._images()
        self.count = max(os.fstat(file.fileno()).st_size // self.length, *self._newest, 0)

    def page(self, number: int) -> bytes:
        """Numbered from 1; empty where there is none."""
        if (at := self._newest.get(number)) is not None:
            return self._log[at : at + self.length]
        if not 0 < number <= self.count:
            return b""
        self._file.seek((number - 1) * self.length)
        return self._file.read(self.length)

    def _images(self) -> dict[int, int]:
        """Page → where its image begins in the log. Frames of an earlier round stand behind those of this one, and count for nothing."""
        newest, step = dict[int, int](), FRAME_HEADER_LEN + self.length
        for at in range(WAL_HEADER_LEN, len(self._log) - step + 1, step):
            if self._log[at + 8 : at + 16] == self._log[16:24]:
                newest[int.from_bytes(self._log[at : at + 4])] = at + FRAME_HEADER_LEN
        return newest


def _rows_in(pages: _Pages, page: bytes) -> Iterator[Row]:
    if len(page) < pages.length or page[0] == INSIDE_OF_TABLE:
        return
    for kind in (page[0],) if page[0] in WITH_ROWS else WITH_ROWS:  # one of them it was
        begin = 12 if kind == INSIDE_OF_INDEX else 8
        end = min(begin + 2 * int.from_bytes(page[3:5]), pages.length)
        for slot in range(begin, end, 2):
            try:
                yield _row(pages, page, int.from_bytes(page[slot : slot + 2]), kind)
            except (IndexError, ValueError):
                continue  # no row is laid like this


def _row(pages: _Pages, page: bytes, at: int, kind: int) -> Row:
    """Raises IndexError, ValueError."""
    if kind == INSIDE_OF_INDEX:
        at += 4  # the page below it
    length, at = _varint(page, at)
    if kind == LEAF_OF_TABLE:
        _, at = _varint(page, at)  # its id
    if length > ROW_LEN_MAX:
        raise ValueError(length)
    here = _length_here(length, pages.length, kind)
    payload = page[at : at + here]
    following = int.from_bytes(page[at + here : at + here + 4])
    while len(payload) < length:
        more = pages.page(following)
        if len(more) < pages.length:
            raise ValueError(following)
        payload += more[4 : 4 + length - len(payload)]
        following = int.from_bytes(more[:4])
    return _columns(payload)


def _length_here(length: int, page_len: int, kind: int) -> int:
    """How much of a row stands in its own page (section 1.6)."""
    most = page_len - 35 if kind == LEAF_OF_TABLE else (page_len - 12) * 64 // 255 - 23
    least = (page_len - 12) * 32 // 255 - 23
    if length <= most:
        return length
    local = least + (length - least) % (page_len - 4)
    return local if local <= most else least


def _columns(payload: bytes) -> Row:
    """Raises IndexError, ValueError."""
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values = list[Value]()
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    if at != len(payload):
        raise ValueError(at)
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    """A column and where it ends. Raises ValueError, also for a number with a point: no store of ours has one."""
    if kind == 0:
        return None, at
    if kind in {8, 9}:
        return kind - 8, at
    if kind < 12 and kind not in _INTEGERS:
        raise ValueError(kind)
    length = _INTEGERS[kind] if kind in _INTEGERS else (kind - 12) // 2
    data = payload[at : at + length]
    if kind in _INTEGERS:
        return int.from_bytes(data, signed=True), at + length
    return data.decode(errors="replace") if kind % 2 else data, at + length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """And where it ends. Raises IndexError."""
    value = 0
    for each in range(at, at + 8):
        value = value << 7 | data[each] & 0x7F
        if not data[each] & 0x80:
            return value, each + 1
    return value << 8 | data[at + 8], at + 9
