"""A damaged store made good: what still is what was collected goes into a new file, and the rest is collected again. Asks nobody.

Each row proves itself: an entry by its digest, a notice by the root key, a receipt by its signature, what the office concluded by the
store's own seal. Conclusions without a seal are left out, since `verify` draws them anew. The damaged file stays beside the new one.
"""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from appliance.envelope.deposit import Signed
from appliance.envelope.format import DIGEST_LEN, ID_LEN, FormatError, entry_digest, whole_header
from appliance.envelope.statements import Opened
from sync.office import believing, taking
from sync.office.keyring import Keyring
from sync.office.store import TIME_MS_MAX, Damaged, Store, StoreError, place_of_doubt
from sync.transport.checking import is_signed
from sync.transport.whole_file import UNFINISHED

BESIDE = ("", "-wal", "-shm")  # SQLite's file, and what stands beside it

type Row = tuple[Any, ...]


class Mended(msgspec.Struct, frozen=True):
    """What was kept and left out, and where the damaged file is."""

    kept: int
    lost: dict[str, int]
    aside: Path


def is_damaged(path: Path, keyring: Keyring, root: bytes) -> bool:
    """Whether anything in the file is not as it was written. Raises StoreError where that cannot be told at the moment."""
    try:
        with Store.open(path, keyring) as store:
            if store.all("PRAGMA integrity_check(1)") != [("ok",)]:
                return True
            return any(not holds(store, row, root) for table, holds in _HOLD.items() for row in _rows(store, table))
    except Damaged:
        return True


def mend(path: Path, keyring: Keyring, root: bytes) -> Mended:
    """Put a new file in the place of this one, with every row that holds. Raises StoreError, OSError."""
    new = path.with_name(path.name + UNFINISHED)
    _remove(new)
    kept, lost = 0, dict.fromkeys(_HOLD, 0)
    with Store.open(new, keyring) as fresh, fresh.writing():
        for table, row in _readable(path, keyring):
            if _HOLD[table](fresh, row, root):
                kept += 1
                _put(fresh, table, row)
            else:
                lost[table] += 1
        _know_boxes(fresh)
    aside = _free(path)
    for each in BESIDE:
        there = path.with_name(path.name + each)
        if there.exists():
            there.rename(aside.with_name(aside.name + each))
    new.rename(path)
    return Mended(kept, {table: count for table, count in lost.items() if count}, aside)


# ---- whether a row is what it was


def _entry(store: Store, row: Row, root: bytes) -> bool:
    box, number, digest, building, stream, received_ms, entry = row
    try:
        header = whole_header(entry)
    except FormatError:
        return False
    said = (header.box, header.number, header.building, header.stream)
    is_time = isinstance(received_ms, int) and 0 <= received_ms <= TIME_MS_MAX
    return said == (box, number, building, stream) and is_time and entry_digest(entry) == digest


def _building(store: Store, row: Row, root: bytes) -> bool:
    building, named = row
    return _is_id(building) and _unseals(store, named, b"building", building)


def _wrap(store: Store, row: Row, root: bytes) -> bool:
    building, stream, key_no, number, recipient, wrap = row
    numbers = all(isinstance(each, int) and each >= 0 for each in (key_no, number))
    return numbers and _is_id(building) and _is_id(stream) and len(recipient) == DIGEST_LEN and isinstance(wrap, bytes)


def _data_key(store: Store, row: Row, root: bytes) -> bool:
    building, stream, key_no, number, epoch, sealed, _ = row
    fits = isinstance(key_no, int) and 0 <= key_no < 1 << 16 and isinstance(number, int) and _is_id(epoch)
    return fits and _unseals(store, sealed, b"data key", building, stream, key_no.to_bytes(2))


def _receipt(store: Store, row: Row, root: bytes) -> bool:
    return _signed(row) is not None


def _notice(store: Store, row: Row, root: bytes) -> bool:
    try:
        believing.checked(Signed(*row), root)
    except (believing.NotOurs, ValueError):
        return False
    return True


def _opened(store: Store, row: Row, root: bytes) -> bool:
    signed = _signed(row[3:])
    try:
        said = None if signed is None else Opened.unpack(signed.statement)
    except FormatError:
        return False
    return said is not None and (said.building, said.stream, said.last) == row[:3]


def _stream(store: Store, row: Row, root: bytes) -> bool:
    building, stream, sealed = row
    return sealed is None or _unseals(store, sealed, b"incident", building, stream)


def _doubt(store: Store, row: Row, root: bytes) -> bool:
    building, box, number, kind, sealed, _ = row
    is_number = isinstance(number, int) and number >= 0
    return is_number and _unseals(store, sealed, *place_of_doubt(building, box, number, kind))


def _setting(store: Store, row: Row, root: bytes) -> bool:
    name, sealed = row
    return _unseals(store, sealed, b"setting", name.encode())


_HOLD: dict[str, Callable[[Store, Row, bytes], bool]] = {
    "entry": _entry,
    "building": _building,
    "wrap": _wrap,
    "data_key": _data_key,
    "receipt": _receipt,
    "notice": _notice,
    "opened": _opened,
    "stream": _stream,
    "doubt": _doubt,
    "setting": _setting,
}
_COLUMNS = {
    "entry": "box, number, digest, building, stream, received_ms, entry",
    "building": "building, named",
    "wrap": "building, stream, key_no, number, recipient, wrap",
    "data_key": "building, stream, key_no, number, epoch, sealed, wrapped_for",
    "receipt": "statement, key, signature",
    "notice": "statement, key, signature",
    "opened": "building, stream, last, statement, key, signature",
    "stream": "building, stream, sealed",
    "doubt": "building, box, number, kind, sealed, found_ms",
    "setting": "name, sealed",
}


def _is_id(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == ID_LEN


def _unseals(store: Store, sealed: object, *place: object) -> bool:
    if not isinstance(sealed, bytes) or not all(isinstance(each, bytes) for each in place):
        return False
    try:
        store.unseal(sealed, *place)  # type: ignore[arg-type]
    except StoreError:
        return False
    return True


def _signed(row: Row) -> Signed | None:
    signed = Signed(*row)
    return signed if all(isinstance(each, bytes) for each in row) and is_signed(signed) else None


# ---- reading what can be read, and putting it into the new file


def _readable(path: Path, keyring: Keyring) -> Iterator[tuple[str, Row]]:
    """Rows of every table, as far as the file gives them."""
    try:
        with Store.open(path, keyring) as store:
            for table in _HOLD:
                yield from ((table, row) for row in _rows(store, table, both_ways=True))
    except Damaged:
        return  # so damaged that nothing of it can be read


def _rows(store: Store, table: str, *, both_ways: bool = False) -> Iterator[Row]:
    """From the first on; where that ends at something damaged, from the last back. Raises Damaged for it unless it goes `both_ways`."""
    key = _COLUMNS[table].split(", ")[0]
    for order in ("ASC", "DESC"):
        try:
            yield from store.each(f"SELECT {_COLUMNS[table]} FROM {table} ORDER BY {key} {order}")  # noqa: S608 (our own words)
        except (sqlite3.Error, UnicodeDecodeError) as wrong:
            if not both_ways:
                raise Damaged(str(wrong)) from wrong
            continue
        return


def _put(store: Store, table: str, row: Row) -> None:
    match table:
        case "stream":
            return  # drawn anew from its facts
        case "receipt":
            taking.take_receipt(store, Signed(*row))
        case "notice":
            signed = Signed(*row)
            believing.keep(store, signed, believing.read(signed))
        case "entry":
            _insert(store, "entry", f"{_COLUMNS['entry']}, countersigned", (*row, 0))
        case "opened":
            said = Opened.unpack(row[3])
            _insert(store, "opened", f"{_COLUMNS['opened']}, signed_ms", (*row, said.opened_ms))
        case _:
            _insert(store, table, _COLUMNS[table], row)


def _insert(store: Store, table: str, columns: str, row: Row) -> None:
    marks = ", ".join("?" * len(row))
    store.run(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", *row)  # noqa: S608 (our own words)


def _know_boxes(store: Store) -> None:
    for building, box in store.all("SELECT DISTINCT building, box FROM entry"):
        taking.know_box(store, building, box)


def _free(path: Path) -> Path:
    numbers = (path.with_name(f"{path.name}.damaged-{number}") for number in range(1, 1_000_000))
    return next(each for each in numbers if not each.exists())


def _remove(path: Path) -> None:
    for each in BESIDE:
        path.with_name(path.name + each).unlink(missing_ok=True)
