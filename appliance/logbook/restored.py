"""Makes the file of a record from entries that were copied from another box. Believes what it is given, and knows no bundle and no copy.
The file is written where nothing is in use, without a write-ahead log. Whoever puts it in its place syncs it: if the power goes before,
it is made again from the copy.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from importlib.resources import files
from itertools import batched
from pathlib import Path

from appliance.core.ground.words import Counting
from appliance.envelope import format as layout
from appliance.envelope.seal import DataKey
from appliance.logbook import gone, recovery
from appliance.logbook.carve import WrapFound
from appliance.logbook.chain import count_row
from appliance.logbook.database import APPLICATION_ID, MIGRATIONS, PAGE_BYTES, SCHEMA_VERSION
from appliance.logbook.head import Head, HeadFile
from appliance.logbook.recovery import FOLDER_MODE, LOGBOOK_NAME
from appliance.logbook.retold import Retelling, Retold
from appliance.logbook.store import HEAD_NAME
from appliance.record.words import Klass
from appliance.vault.vault import Vault

ROWS_AT_ONCE = 5_000  # entries in one transaction: with a thousand bytes each, they take memory for five megabytes


def write_restored(  # noqa: PLR0913 - each is another part of one record
    folder: Path,
    vault: Vault,
    *,
    tip: Head,
    entries: Iterable[tuple[int, bytes]],
    keys: Mapping[tuple[bytes, int], DataKey],
    wraps: Sequence[WrapFound],
    counts: Mapping[Counting, int],
    destroyed: Collection[tuple[bytes, int]],
    gaps: Iterable[int],
) -> Retold:
    """Write the logbook of the box that `vault` is, into a folder that is not there yet. Give what the entries tell.

    `entries` up to the tip, oldest first. `counts`: the counts of the bundle, which the entries may exceed. `destroyed`: data keys that
    must not come back. `gaps`: the last number of each gap.

    Raises sqlite3.Error and OSError.
    """
    folder.mkdir(mode=FOLDER_MODE)
    recovery.note_gaps(folder, gaps)
    gone.add(folder, destroyed)
    told = Retold(keys)
    db = _new(folder / LOGBOOK_NAME)
    try:
        for rows in batched(_told(entries, told), ROWS_AT_ONCE, strict=False):
            _insert(db, "INSERT INTO entry VALUES (?, ?, ?)", rows)
        _tables(db, vault, told, counts)
        kept = [wrap for wrap in wraps if not _is_destroyed(told, keys, wrap)]
        _insert(db, "INSERT INTO wrap VALUES (?, ?, ?, ?, ?)", kept)
    finally:
        db.close()
    head_file = HeadFile(folder / HEAD_NAME, vault.building, vault.box, vault.sign)
    try:
        head_file.write(tip)
    finally:
        head_file.close()
    return told


def _new(path: Path) -> sqlite3.Connection:
    path.touch(recovery.FILE_MODE, exist_ok=False)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute(f"PRAGMA page_size={PAGE_BYTES}")
    db.execute("PRAGMA journal_mode=OFF")
    db.execute("PRAGMA synchronous=OFF")
    for migration in MIGRATIONS:
        db.executescript(files(__package__).joinpath(migration).read_text("utf-8"))
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    return db


def _told(entries: Iterable[tuple[int, bytes]], told: Retold) -> Iterable[tuple[int, bytes, bytes]]:
    for number, entry in entries:
        told.take(number, entry)
        yield number, layout.whole_header(entry).stream, entry


def _tables(db: sqlite3.Connection, vault: Vault, told: Retold, counts: Mapping[Counting, int]) -> None:
    stands = told.standing
    in_drill = "drill" in stands
    open_now, over = [], []
    for each in told.incidents.values():
        row = _row(each, vault)
        if each.is_open and (in_drill or not each.stream.practice):
            open_now.append(row)
        else:
            over.append((*row, int(each.unfinished)))
    _insert(db, "INSERT INTO open_incident VALUES (?, ?, ?, ?)", open_now)
    _insert(db, "INSERT INTO incident VALUES (?, ?, ?, ?, ?)", over)
    again = [(number,) for each in told.incidents.values() for number in each.said_again]
    _insert(db, "INSERT INTO said_again VALUES (?)", again)
    _insert(db, "INSERT INTO standing VALUES (?, ?)", [(vault.tag(key), number) for key, number in stands.items()])
    led = [(vault.tag(f"incident:{incident}"), number) for incident, number in told.certificates]
    _insert(db, "INSERT INTO destroyed VALUES (?, ?)", led)
    highest = {each: max(counts.get(each, 0), told.counts.get(each, 0)) for each in {**counts, **told.counts}}
    _insert(db, "INSERT INTO counter VALUES (?, ?)", [count_row(vault, *each) for each in highest.items()])


def _row(each: Retelling, vault: Vault) -> tuple[int, bytes, bytes, bytes]:
    tags = vault.tag(f"incident:{each.incident}"), vault.tag(each.place.key(each.incident))
    return each.stream.first, each.stream.stream, *tags


def _is_destroyed(told: Retold, keys: Mapping[tuple[bytes, int], DataKey], wrap: WrapFound) -> bool:
    key = keys.get((wrap[2], wrap[3]))
    return key is not None and (key.stream, Klass(key.klass)) in told.destroyed


def _insert(db: sqlite3.Connection, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
    db.execute("BEGIN")
    db.executemany(sql, rows)
    db.execute("COMMIT")
