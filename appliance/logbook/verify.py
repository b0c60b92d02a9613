"""Checks whether stored entries form one unbroken chain. Works on bytes alone: needs no key and knows no event."""

import sqlite3
from collections.abc import Container, Iterable, Iterator

import msgspec

from appliance.envelope import format as layout

TAIL_ENTRIES = 256  # verified before arming: under 1 ms, and more than one group commit of 200 presses can hold
SLICE_ENTRIES = 200  # verified at a time in the background: under 1 ms, so that no press waits for it


class Finding(msgspec.Struct, frozen=True):
    """What is wrong with entry `number`."""

    number: int
    says: str

    def __str__(self) -> str:
        return f"entry {self.number}: {self.says}"


class Link(msgspec.Struct):
    """The entry that the next one must follow."""

    number: int
    digest: bytes


def check(
    rows: Iterable[tuple[int, bytes]], building: bytes, before: Link | None, gaps: Container[int] = ()
) -> Iterator[Finding | Link]:
    """Check entries in number order. Yields a `Finding` per fault and, last, the `Link` to go on from.

    `gaps`: entry numbers that are known to be missing right below another entry.

    If `before` is None, the first row's predecessor is taken on trust: a logbook begun anew after damage starts at its own first entry.
    """
    link = before
    for number, entry in rows:
        try:
            found = layout.split(entry)
        except layout.FormatError as error:
            yield Finding(number, str(error))
            link = Link(number, layout.entry_digest(entry) if type(entry) is bytes else bytes(layout.DIGEST_LEN))
            continue
        if found.header.number != number:
            yield Finding(number, f"its header says it is number {found.header.number}")
        if found.header.building != building:
            yield Finding(number, "it belongs to another building")
        if link is not None and number != link.number + 1:
            if number - 1 not in gaps:
                yield Finding(number, f"entries {link.number + 1} to {number - 1} are missing before it")
        elif link is not None and found.header.prev_digest != link.digest:
            yield Finding(number, f"it does not follow entry {link.number} as stored")
        link = Link(number, layout.entry_digest(entry))
    if link is not None:
        yield link


def rows_after(db: sqlite3.Connection, after: int, limit: int) -> list[tuple[int, bytes]]:
    """Give up to `limit` entries above `after`, in order."""
    return db.execute(
        "SELECT number, entry FROM entry WHERE number > ? ORDER BY number LIMIT ?", (after, limit)
    ).fetchall()


def tail(db: sqlite3.Connection, building: bytes, gaps: Container[int] = ()) -> tuple[Link | None, list[Finding]]:
    """Check the newest entries, except for gaps that are known. The `Link` is the head, None in an empty logbook."""
    head = db.execute("SELECT max(number) FROM entry").fetchone()[0]
    if head is None:
        return None, []
    results = list(check(rows_after(db, head - TAIL_ENTRIES, TAIL_ENTRIES), building, None, gaps))
    findings = [each for each in results if isinstance(each, Finding)]
    return next((each for each in results if isinstance(each, Link)), None), findings
