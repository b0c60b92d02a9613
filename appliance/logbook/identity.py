"""Reads which building and box wrote the newest entry, from the files' bytes alone: the record may be damaged, and no key is known yet.
Every entry carries both ids in clear, at the front of its header. Opens no database, checks no chain.
"""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

from appliance.envelope import format as layout
from appliance.logbook.recovery import LOGBOOK_NAME, set_aside_in

READ_BYTES_MAX = (
    64 << 20
)  # read from the end of each file: the newest pages are mostly there, and this takes a second on a card
PIECE_BYTES = 1 << 20


def newest_writer(folder: Path) -> Callable[[], tuple[bytes, bytes] | None]:
    """Give a function for `Vault.open` that reads the building and box of the newest entry in this folder's logbook; None if it has no
    entry.
    """
    return functools.partial(_newest, folder)


def _newest(folder: Path) -> tuple[bytes, bytes] | None:
    """Read the write-ahead log first, since it is newer. Then the logbook, then the logbooks that were set aside, the last one first."""
    aside = sorted(set_aside_in(folder), key=lambda each: each.stat().st_mtime_ns, reverse=True)
    for each in (folder, *aside):
        for name in (f"{LOGBOOK_NAME}-wal", LOGBOOK_NAME):
            told: dict[tuple[bytes, bytes], list[int]] = {}
            for header in _headers(each / name):
                told.setdefault((header.building, header.box), []).append(header.number)
            if told:
                return max(told, key=lambda whose: _newest_of(told[whose]))
    return None


def _newest_of(numbers: list[int]) -> int:
    """Give the last but one number: a bit that flipped in a header may make any number or id. Give -1 if there is only one number."""
    return sorted(numbers)[-2] if len(numbers) > 1 else -1


def _headers(file: Path) -> Iterator[layout.Header]:
    """Give every header in the newest part of a file, in no order. Stops at a page that cannot be read."""
    try:
        with file.open("rb") as opened:
            opened.seek(max(0, file.stat().st_size - READ_BYTES_MAX))
            before = b""
            while piece := opened.read(PIECE_BYTES):
                data = before + piece
                yield from _headers_in(data)
                before = data[1 - layout.HEADER_LEN :]
    except OSError:
        return


def _headers_in(data: bytes) -> Iterator[layout.Header]:
    at = data.find(layout.MAGIC)
    while 0 <= at <= len(data) - layout.HEADER_LEN:
        try:
            header = layout.unpack_header(data[at : at + layout.HEADER_LEN])
        except layout.FormatError:
            pass
        else:
            yield header
        at = data.find(layout.MAGIC, at + 1)
