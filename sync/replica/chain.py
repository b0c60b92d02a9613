"""Checks whether Litestream's files at a target follow on each other without a gap. Pure: takes names and sizes, gives a transaction
number.

A file holds the pages of transactions MIN to MAX: `0000000000000003-000000000000001a.ltx`. Files lie by level: 0 as they came, 1 to 8
joined, 9 whole snapshots (folder and SFTP: `ltx/0/`, S3: `0000/`).
"""

import re
from collections.abc import Iterable

LEVELS = (0, 1, 2, 3, 9)  # the levels that Litestream makes with its default settings
FILE_LEN_MIN = 100  # bytes of the header alone (LTX format): a shorter file was cut off

_NAME = re.compile(r"([0-9a-f]{16})-([0-9a-f]{16})\.ltx")


def unbroken_to(files: Iterable[tuple[str, int]]) -> int:
    """Give the last transaction that a restore reaches from the first one on; 0 where the first file is missing. `files`: name, size; a
    name may have folders before it.
    """
    spans = sorted(span for name, size in files if (span := _span(name, size)) is not None)
    reached = 0
    for first, last in spans:
        if first > reached + 1:
            break
        reached = max(reached, last)
    return reached


def last_in(name: str, size: int) -> int:
    """Give the last transaction in a file; 0 where it is not Litestream's, or was cut off."""
    span = _span(name, size)
    return span[1] if span is not None else 0


def is_cut_off(name: str, size: int) -> bool:
    """Whether the file has a name of Litestream's and is too short for a header. A restore stops at such a file, even where other files
    hold the same.
    """
    return size < FILE_LEN_MIN and _named(name) is not None


def _span(name: str, size: int) -> tuple[int, int] | None:
    found = _named(name)
    if found is None or size < FILE_LEN_MIN:
        return None
    return int(found[1], 16), int(found[2], 16)


def _named(name: str) -> re.Match[str] | None:
    return _NAME.fullmatch(name.rpartition("/")[2])
