"""Restores a store from its copy into an empty folder, for a server that takes the place of a dead one. Believes nothing unchecked."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

import msgspec

from sync.district.copies.marker import DISTRICT, StoreMarker, marker_at
from sync.district.copies.place import place_opener, store_ids
from sync.district.folder import Folder, FolderError, keep_names, make_folder
from sync.district.printed import CannotDo
from sync.district.sqlite_file import FILE_MODE
from sync.district.sqlite_tables import are_whole
from sync.replica.faults import CopyFault
from sync.replica.giving_back import give_one_back
from sync.replica.program import litestream
from sync.replica.target import Target
from sync.replica.where import Where

KEYS = "keys"  # the keys may lie there already


class Restored(msgspec.Struct, frozen=True):
    """What was restored. `heard_ms`: when a box was last heard, as the store knows it. `newest`: whether it is the newest state that the
    copy had.
    """

    store: bytes
    boxes: int
    heard_ms: int
    newest: bool


def restore(folder: Folder, where: Where, wanted: bytes | None) -> Restored:
    """Restore the store into the folder. `wanted`: the id of the store, where there are several. In the end the folder has a whole store,
    or none. Raises CannotDo, FolderError.
    """
    _refuse_unless_empty(folder)
    make_folder(folder.data)
    beside = folder.data / "restoring"
    make_folder(beside)
    try:
        found = _restored(beside, where, wanted)
        (beside / folder.database.name).rename(folder.database)
        keep_names(folder.data)
    except CopyFault as fault:
        raise CannotDo(fault.says) from fault
    finally:
        shutil.rmtree(beside)
    return found


def _restored(beside: Path, where: Where, wanted: bytes | None) -> Restored:
    opens = place_opener(where, beside)
    store = wanted if wanted is not None else _the_store(opens(DISTRICT, bytes(len(DISTRICT))))
    target = opens(DISTRICT, store)
    marker = _marker(target, store)
    path = beside / "district.db"
    newest = give_one_back(target, marker.folder, path, litestream())
    path.chmod(FILE_MODE)
    return _checked(path, marker, target.says, newest=newest)


def _refuse_unless_empty(folder: Folder) -> None:
    there = sorted(path.name for path in folder.data.iterdir() if path.name != KEYS) if folder.data.is_dir() else []
    if there:
        raise FolderError(
            f"{folder.data} is not empty ({', '.join(there[:5])}). A store is restored into an empty folder alone, in which at most"
            " the folder keys lies: name another with --data, or move what is there away."
        )


def _the_store(target: Target) -> bytes:
    """Give the only store that has a copy there. Raises CannotDo, CopyFault."""
    found = store_ids(target)
    if not found:
        raise CannotDo(f"no copy of a server's store lies on {target.says}.")
    if len(found) > 1:
        ids = "\n".join(f"  --store {each.hex()}" for each in sorted(found))
        raise CannotDo(f"copies of several stores lie on {target.says}. Say which:\n{ids}")
    return next(iter(found))


def _marker(target: Target, store: bytes) -> StoreMarker:
    marker = marker_at(target)
    if marker is None or marker.store != store:
        raise CannotDo(
            f"no whole copy of the store {store.hex()} lies on {target.says}: nothing there says which counts."
        )
    return marker


def _checked(path: Path, marker: StoreMarker, where: str, *, newest: bool) -> Restored:
    """Check the restored store. Raises CannotDo."""
    wrong = CannotDo(
        f"what {where} gave back is no whole store, and nothing of it was kept. Take another copy or a backup."
    )
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
            if list(db.execute("PRAGMA integrity_check(1)")) != [("ok",)]:
                raise wrong
            ids = db.execute("SELECT value FROM setting WHERE name = 'store'").fetchall()
            boxes, heard_ms = db.execute("SELECT count(*), coalesce(max(seen_ms), 0) FROM box").fetchone()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as damage:
        raise wrong from damage
    if ids != [(marker.store,)]:
        raise CannotDo(f"what {where} gave back is another store than its folder says, and nothing of it was kept.")
    if not are_whole(path):
        raise wrong
    return Restored(marker.store, boxes, heard_ms, newest)
