"""Mends a damaged store: copies the rows that are still as they were collected into a new file, and the rest is collected again. Asks
nobody.

Each row proves itself: an entry by its digest, a notice by the root key, a receipt by its signature, what the office concluded by the
store's own seal. So rows can be taken from the pages of the file, whatever its trees say. Conclusions without a seal are left out, because
`verify` draws them anew; and so are wraps, because they prove nothing. The damaged file stays beside the new one.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from appliance.envelope.deposit import Signed
from appliance.envelope.format import FormatError, entry_digest, whole_header
from appliance.envelope.statements import Opened
from sync.office import believing, carving, kinds, taking
from sync.office.damage import is_damage
from sync.office.keyring import Keyring
from sync.office.store import Damaged, Store, connected, place_of_doubt, trouble
from sync.transport.checking import is_signed
from sync.transport.whole_file import UNFINISHED, keep_names

BESIDE = ("-wal", "-shm")  # the files that SQLite keeps beside its own

type Row = tuple[Any, ...]


class Mended(msgspec.Struct, frozen=True):
    """What was kept and, as far as it was seen, left out; whether the old file still listed its notices; and where the
    damaged file is now.
    """

    kept: int
    lost: dict[str, int]
    knew_notices: bool
    aside: Path


def is_damaged(path: Path, keyring: Keyring, root: bytes) -> bool:
    """Whether anything in the file is not as it was written. Raises StoreError where that cannot be told now."""
    try:
        with Store.open(path, keyring) as store:
            if store.all("PRAGMA integrity_check(1)") != [("ok",)]:
                return True
            wrong = (
                row for table in kinds.tables() for row in _rows(store, table) if not _holds(store, table, row, root)
            )
            return any(wrong) or store.is_damaged
    except Damaged:
        return True


def mend(path: Path, keyring: Keyring, root: bytes) -> Mended:
    """Put a new file in the place of this one, with every row that holds. Raises StoreError, OSError."""
    new = path.with_name(path.name + UNFINISHED)
    for each in ("", *BESIDE):
        new.with_name(new.name + each).unlink(missing_ok=True)  # left over by a command that was killed while it mended
    kept, lost, knew_notices = 0, dict[str, int](), False
    with _nobody_writes(path):
        with Store.open(new, keyring) as fresh, fresh.writing():
            for row in carving.rows(path):
                table = next(kinds.tables_of(row), "")
                if table not in _KEPT:
                    continue
                if _holds(fresh, table, row, root):
                    kept += 1
                    knew_notices |= table == "setting" and row[0] == believing.NOTICES
                    _put(fresh, table, row)
                else:
                    lost[table] = lost.get(table, 0) + 1
            _know_boxes(fresh)
        return Mended(kept, lost, knew_notices, _replace(path, new))


# ---- whether a row is what it was


def _holds(store: Store, table: str, row: Row, root: bytes) -> bool:
    return table not in _HOLD or _HOLD[table](store, row, root)


def _entry(store: Store, row: Row, root: bytes) -> bool:
    box, number, digest, building, stream, *_, entry = row
    try:
        header = whole_header(entry)
    except FormatError:
        return False
    said = (header.box, header.number, header.building, header.stream)
    return said == (box, number, building, stream) and entry_digest(entry) == digest


def _building(store: Store, row: Row, root: bytes) -> bool:
    building, _, named, *_ = row
    return _unseals(store, named, b"building", building)


def _data_key(store: Store, row: Row, root: bytes) -> bool:
    building, stream, key_no, _, _, sealed, _ = row
    return key_no < 1 << 16 and _unseals(store, sealed, b"data key", building, stream, key_no.to_bytes(2))


def _receipt(store: Store, row: Row, root: bytes) -> bool:
    *said, key, statement, signature, _ = row
    signed = Signed(statement, key, signature)
    return taking.read_receipt(signed) == said and is_signed(signed)


def _notice(store: Store, row: Row, root: bytes) -> bool:
    *said, statement, key, signature = row
    signed = Signed(statement, key, signature)
    try:
        return said == believing.columns(signed, believing.checked(signed, root))
    except (believing.NotOurs, ValueError):
        return False


def _opened(store: Store, row: Row, root: bytes) -> bool:
    building, stream, last, *_, statement, key, signature = row
    try:
        said = Opened.unpack(statement)
    except FormatError:
        return False
    return (said.building, said.stream, said.last) == (building, stream, last) and is_signed(
        Signed(statement, key, signature)
    )


def _stream(store: Store, row: Row, root: bytes) -> bool:
    building, stream, *_, sealed = row
    return sealed is None or _unseals(store, sealed, b"incident", building, stream)


def _doubt(store: Store, row: Row, root: bytes) -> bool:
    building, box, number, kind, sealed, _ = row
    return _unseals(store, sealed, *place_of_doubt(building, box, number, kind))


def _setting(store: Store, row: Row, root: bytes) -> bool:
    name, sealed = row
    return _unseals(store, sealed, b"setting", name.encode())


_HOLD: dict[str, Callable[[Store, Row, bytes], bool]] = {
    "entry": _entry,
    "building": _building,
    "data_key": _data_key,
    "receipt": _receipt,
    "notice": _notice,
    "opened": _opened,
    "stream": _stream,
    "doubt": _doubt,
    "setting": _setting,
}
_KEPT = _HOLD.keys() - {"stream"}  # `stream` is drawn anew from its facts


def _unseals(store: Store, sealed: bytes, *place: bytes) -> bool:
    try:
        store.unseal(sealed, *place)
    except Damaged:
        return False
    return True


# ---- from the file to the new one


def _rows(store: Store, table: str) -> Iterator[Row]:
    return store.each(f"SELECT {', '.join(kinds.tables()[table])} FROM {table}")  # noqa: S608 (our own words)


def _put(store: Store, table: str, row: Row) -> None:
    """Put a row in as if it had just come: its other columns prove nothing."""
    match table:
        case "receipt":
            taking.take_receipt(store, Signed(row[5], row[4], row[6]))
        case "notice":
            signed = Signed(*row[4:])
            believing.keep(store, signed, believing.read(signed))
        case "entry":
            _insert(
                store,
                "entry",
                "box, number, digest, building, stream, received_ms, entry, countersigned",
                *row[:6],
                row[9],
                0,
            )
        case "opened":
            said = Opened.unpack(row[6])
            columns = "building, stream, last, signed_ms, statement, key, signature"
            _insert(store, "opened", columns, *row[:3], said.opened_ms, *row[6:])
        case "setting" if row[0] == believing.NOTICES:
            named = store.unseal(row[1], b"setting", believing.NOTICES.encode())
            believing.remember(store, msgspec.msgpack.decode(named, type=list[believing.Named]))
        case "building":
            _insert(store, "building", "building, named", row[0], row[2])
        case _:
            _insert(store, table, ", ".join(kinds.tables()[table]), *row)


def _insert(store: Store, table: str, columns: str, *row: object) -> None:
    marks = ", ".join("?" * len(row))
    store.run(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", *row)  # noqa: S608 (our own words)


def _know_boxes(store: Store) -> None:
    for building, box in store.all("SELECT DISTINCT building, box FROM entry"):
        taking.know_box(store, building, box)


@contextmanager
def _nobody_writes(path: Path) -> Iterator[None]:
    """Write what other commands wrote into the file, and keep them from writing meanwhile, as far as SQLite still can with this file.
    Raises StoreError.
    """
    with closing(connected(path)) as db:
        try:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as wrong:
            if not is_damage(wrong, path):
                raise trouble(path, wrong) from wrong
        except UnicodeDecodeError:
            pass  # the file's own schema is damaged
        yield


def _replace(path: Path, new: Path) -> Path:
    """Put the new file in place of the old one, in one step. Give where the old one is now."""
    numbers = (path.with_name(f"{path.name}.damaged-{number}") for number in range(1, 1_000_000))
    aside = next(each for each in numbers if not each.exists())
    try:
        aside.hardlink_to(path)
    except OSError:  # this disk allows only one name for a file
        shutil.copy2(path, aside)
    for each in BESIDE:
        if (there := path.with_name(path.name + each)).exists():
            there.rename(aside.with_name(aside.name + each))
    new.replace(path)
    keep_names(path.parent)
    return aside
