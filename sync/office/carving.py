"""Reads the rows in the pages of a SQLite file, whatever its header, its schema and its trees say. Knows no table, and believes nothing.

It reads rows as SQLite stores them (https://www.sqlite.org/fileformat2.html, sections 1.6, 2.1 and 4.1); the caller checks what each row
holds. It finds no deleted rows: they were overwritten (`PRAGMA secure_delete`), and their pages no longer point to them.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PAGE_LENS = frozenset(1 << power for power in range(9, 17))
PAGE_LEN_USUAL = 4096  # the page size of every store of ours, for when the header cannot be believed
ROW_LEN_MAX = 2 << 20  # an entry has a mebibyte at most, and no other row comes near to that
INSIDE_OF_INDEX, INSIDE_OF_TABLE, LEAF_OF_INDEX, LEAF_OF_TABLE = 2, 5, 10, 13  # the first byte of a page
WITH_ROWS = (INSIDE_OF_INDEX, LEAF_OF_INDEX, LEAF_OF_TABLE)
WAL_HEADER_LEN, FRAME_HEADER_LEN = 32, 24
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # serial type → number of bytes

type Value = int | bytes | str | None
type Row = tuple[Value, ...]


def rows(path: Path) -> Iterator[Row]:
    """Give every row of every table and index that is stored as rows are. Raises OSError."""
    with path.open("rb") as file:
        pages = _Pages(file, path.with_name(path.name + "-wal"))
        for number in range(2, pages.count + 1):  # page 1 has the schema
            yield from _rows_in(pages, pages.page(number))


class _Pages:
    """The pages of a database. Where its write-ahead log has a newer image of a page, that image is given."""

    def __init__(self, file: BinaryIO, log: Path) -> None:
        self._file = file
        self._log = (
            log.read_bytes() if log.exists() else b""
        )  # the log has only a few megabytes: SQLite empties it every 1,000 pages
        said = int.from_bytes(file.read(18)[16:]) or 1 << 16
        self.length = said if said in PAGE_LENS else PAGE_LEN_USUAL
        self._newest = self._images()
        self.count = max(os.fstat(file.fileno()).st_size // self.length, *self._newest, 0)

    def page(self, number: int) -> bytes:
        """Give a page, numbered from 1; empty where there is none."""
        if (at := self._newest.get(number)) is not None:
            return self._log[at : at + self.length]
        if not 0 < number <= self.count:
            return b""
        self._file.seek((number - 1) * self.length)
        return self._file.read(self.length)

    def _images(self) -> dict[int, int]:
        """Give page → where its image begins in the log. Frames of an earlier round lie behind those of this round, and do not count."""
        newest, step = dict[int, int](), FRAME_HEADER_LEN + self.length
        for at in range(WAL_HEADER_LEN, len(self._log) - step + 1, step):
            if self._log[at + 8 : at + 16] == self._log[16:24]:
                newest[int.from_bytes(self._log[at : at + 4])] = at + FRAME_HEADER_LEN
        return newest


def _rows_in(pages: _Pages, page: bytes) -> Iterator[Row]:
    if len(page) < pages.length or page[0] == INSIDE_OF_TABLE:
        return
    for kind in (
        (page[0],) if page[0] in WITH_ROWS else WITH_ROWS
    ):  # where the first byte is damaged, the page may be any of these kinds
        begin = 12 if kind == INSIDE_OF_INDEX else 8
        end = min(begin + 2 * int.from_bytes(page[3:5]), pages.length)
        for slot in range(begin, end, 2):
            try:
                yield _row(pages, page, int.from_bytes(page[slot : slot + 2]), kind)
            except (IndexError, ValueError):
                continue  # no row is stored like this


def _row(pages: _Pages, page: bytes, at: int, kind: int) -> Row:
    """Read the row at this place. Raises IndexError, ValueError."""
    if kind == INSIDE_OF_INDEX:
        at += 4  # skip the number of the page below
    length, at = _varint(page, at)
    if kind == LEAF_OF_TABLE:
        _, at = _varint(page, at)  # skip the row's id
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
    """Give how many bytes of a row lie in its own page (section 1.6)."""
    most = page_len - 35 if kind == LEAF_OF_TABLE else (page_len - 12) * 64 // 255 - 23
    least = (page_len - 12) * 32 // 255 - 23
    if length <= most:
        return length
    local = least + (length - least) % (page_len - 4)
    return local if local <= most else least


def _columns(payload: bytes) -> Row:
    """Read the columns of a row. Raises IndexError, ValueError."""
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
    """Give a column's value and where it ends. Raises ValueError, even for a floating-point number: no store of ours has one."""
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
    """Give a number of variable length and where it ends. Raises IndexError."""
    value = 0
    for each in range(at, at + 8):
        value = value << 7 | data[each] & 0x7F
        if not data[each] & 0x80:
            return value, each + 1
    return value << 8 | data[at + 8], at + 9
