"""Exports a building's sealed record with the district's receipts, as a file for an auditor who may read nothing. Opens no entry.

UTF-8 lines, one JSON object each, bytes as base64:
    {"type": "district", "version": 1, "building": …, "boxes": [{"box": …, "device_key": …, "entries": …}, …]}    once, first
    {"type": "succession", "proof": {…}, "named": {…}}               in version 2: for each box that follows on another, who signed so
    {"type": "entry", "number": …, "entry": …}                       box after box, oldest first: only entries in their place
    {"type": "receipt", "statement": …, "key": …, "signature": …}    countersigned receipts for those boxes
    {"type": "end", "entries": …, "receipts": …}                     once, last: nothing was cut off; in version 2 with "successions"
A box that follows on another has `"follows": {"box": …, "number": …, "digest": …}` beside its id, and its entries begin after that one.
A record without any such box has version 1.
`tests/vectors/check_chain.py` checks the file without any code of ours.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from appliance.envelope.deposit import Signed
from sync.office import successions
from sync.office.chain import IN_PLACE
from sync.office.papers import Unreadable
from sync.office.store import Store
from sync.transport.whole_file import SECRET_MODE, UNFINISHED

VERSION, WITH_SUCCESSIONS = 1, 2
AT_ONCE = 1_000  # entries that are read at a time: a megabyte
COUNTERSIGNED = 1  # in the column `kind`


class Parent(msgspec.Struct, frozen=True):
    """The box and entry that another box follows on."""

    box: bytes
    number: int
    digest: bytes


class BoxOf(msgspec.Struct, frozen=True, omit_defaults=True):
    """A box, the device key that its own record names (empty where that was not opened), how many entries of it are here, and what it
    follows on.
    """

    box: bytes
    device_key: bytes
    entries: int
    follows: Parent | None = None


class DistrictLine(msgspec.Struct, frozen=True, tag="district"):
    """The first line: which building the file is about, and its boxes."""

    version: int
    building: bytes
    boxes: tuple[BoxOf, ...]


class SignedLine(msgspec.Struct, frozen=True):
    """A statement, and who signed it."""

    statement: bytes
    key: bytes
    signature: bytes


class SuccessionLine(msgspec.Struct, frozen=True, tag="succession"):
    """The proof that a box follows on another: the statement, by the key that the former box named in `named`."""

    proof: SignedLine
    named: SignedLine


class EntryLine(msgspec.Struct, frozen=True, tag="entry"):
    """One entry, byte for byte."""

    number: int
    entry: bytes


class ReceiptLine(msgspec.Struct, frozen=True, tag="receipt"):
    """A receipt that the district signed."""

    statement: bytes
    key: bytes
    signature: bytes


class EndLine(msgspec.Struct, frozen=True, tag="end", omit_defaults=True):
    """How many lines of each kind there are before this one."""

    entries: int
    receipts: int
    successions: int = 0


def write(store: Store, building: bytes, path: Path) -> EndLine:
    """Write a file that is there whole or not at all. Give what is in it. Raises Unreadable, OSError."""
    unfinished = path.with_name(path.name + UNFINISHED)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, SECRET_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for line in _lines(store, building):
                file.write(msgspec.json.encode(line) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    assert isinstance(line, EndLine)
    return line


def _lines(
    store: Store, building: bytes
) -> Iterator[DistrictLine | SuccessionLine | EntryLine | ReceiptLine | EndLine]:
    boxes = _boxes(store, building)
    if not any(each.entries for each in boxes):
        raise Unreadable("Nothing of this building is in its place yet: handbell office collect")
    following = [found for each in boxes if (found := successions.of(store, each.box)) is not None]
    yield DistrictLine(WITH_SUCCESSIONS if following else VERSION, building, boxes)
    for each_follows in following:
        yield SuccessionLine(_signed(each_follows.proof), _signed(each_follows.named))
    entries = receipts = 0
    for each in boxes:
        for line in _entries(store, each.box):
            entries += 1
            yield line
    for each in boxes:
        for row in store.all(
            "SELECT statement, key, signature FROM receipt WHERE box = ? AND kind = ? AND fits = 1 ORDER BY number",
            *(each.box, COUNTERSIGNED),
        ):
            receipts += 1
            yield ReceiptLine(*row)
    yield EndLine(entries, receipts, len(following))


def _boxes(store: Store, building: bytes) -> tuple[BoxOf, ...]:
    rows = store.all(
        "SELECT box, device_key, (SELECT count(*) FROM entry WHERE entry.box = box.box AND chained = ?)"
        " FROM box WHERE building = ? ORDER BY box",
        *(IN_PLACE, building),
    )
    return tuple(BoxOf(box, device_key or b"", count, _parent(store, box)) for box, device_key, count in rows)


def _parent(store: Store, box: bytes) -> Parent | None:
    said = successions.parent(store, box)
    return None if said is None else Parent(said.former_box, said.number, said.digest)


def _signed(signed: Signed) -> SignedLine:
    return SignedLine(signed.statement, signed.key, signed.signature)


def _entries(store: Store, box: bytes) -> Iterator[EntryLine]:
    after = 0
    while rows := store.all(
        "SELECT number, entry FROM entry WHERE box = ? AND chained = ? AND number > ? ORDER BY number LIMIT ?",
        *(box, IN_PLACE, after, AT_ONCE),
    ):
        yield from (EntryLine(number, entry) for number, entry in rows)
        after = rows[-1][0]
