"""Opens a logbook at a start: as it was left, begun anew after damage, or only read if the disk takes nothing. Whatever is damaged, there
is a logbook in the end. It decides which of the three; `remembering` and `salvage` read the content.
"""

import logging
import os
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

from appliance.envelope import format as layout
from appliance.logbook import carve, recovery, scratch
from appliance.logbook.aside import SALVAGED
from appliance.logbook.chain import Chain
from appliance.logbook.database import LEAVE_S, Database, end_after, is_damage, open_database
from appliance.logbook.errors import Busy, Damaged, NotKept
from appliance.logbook.head import Head, HeadFile
from appliance.logbook.recovery import LOGBOOK_NAME, BegunEmpty, Found
from appliance.logbook.remembering import Remembered, remember
from appliance.logbook.salvage import Salvaged, salvage
from appliance.logbook.side_copy import Copy, CopyFiles
from appliance.logbook.store import HEAD_NAME, Logbook
from appliance.vault import vault as vaults
from appliance.vault.pool import Pool
from appliance.vault.vault import Vault

GONE = "all of it is gone, though this box was started before"

log = logging.getLogger("handbell.logbook")


async def open_logbook(
    folder: Path,
    vault: Vault,
    *,
    wall_ms: int,
    set_aside: bool = True,
    closed: str | None = None,
    unwritable_too: bool = False,
) -> tuple[Logbook, Remembered]:
    """Open, verify the tail, and read what is open and what stands. Begins a new epoch id; the caller makes its start entry.

    A damaged logbook is set aside and a new one begun, or `Damaged` is raised if `set_aside` is False. `closed` says why the file must
    not even be opened: it is set aside as it is. Raises `Busy` when another process owns the logbook, `NotKept` or `OSError` when the
    disk takes nothing. With `unwritable_too`, an existing record is then only read, and the logbook's `unwritable` says why until
    `reopen`.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=recovery.FOLDER_MODE)
    start = _Start(folder, vault, wall_ms)
    try:
        try:
            return await start.intact(closed, doubts=set_aside)
        except Damaged as damage:
            if not set_aside:
                raise
            return await start.anew(damage, touch=closed is None)
    except (NotKept, OSError) as error:
        if not unwritable_too or not (folder / LOGBOOK_NAME).exists():
            raise
        return await start.only_reading(str(error), closed)


async def without_a_file(folder: Path, vault: Vault, *, wall_ms: int, why: str) -> tuple[Logbook, Remembered]:
    """Make a logbook in memory, with what the side copies tell, if no file can be had. Its `unwritable` is `why`."""
    return await _Start(folder, vault, wall_ms).only_reading(why, why)


class _Start:
    def __init__(self, folder: Path, vault: Vault, wall_ms: int) -> None:
        self._folder = folder
        self._path = folder / LOGBOOK_NAME
        self._vault = vault
        self._wall_ms = wall_ms

    async def intact(self, closed: str | None, *, doubts: bool) -> tuple[Logbook, Remembered]:
        """Open it as it was left. With `doubts`, check its tables against the side copies. Raises as `open_logbook` does, with nothing
        changed.
        """
        head_file = self._head_file()
        try:
            if closed is not None:
                raise Damaged(closed)
            signed = self._signed(head_file)
            found = await _or_damaged(lambda: recovery.find(self._folder, self._vault.building, signed))
            if found.parent is None and (self._vault.rank > 1 or signed is not None):
                await recovery.leave(found.database, LEAVE_S)
                raise Damaged(GONE)
            return await self._remembered(found, head_file, doubts=doubts)
        except BaseException:
            head_file.close()
            raise

    async def anew(self, damage: Damaged, *, touch: bool) -> tuple[Logbook, Remembered]:
        """Begin another file after the last entry that is known of, with what can be carried over. `touch`: SQLite may read the
        old file.
        """
        log.error("the logbook is damaged: %s", damage)
        head_file = self._head_file()
        try:
            if isinstance(damage, BegunEmpty):
                aside, why = damage.aside, str(damage)
            else:
                aside = recovery.put_aside(self._folder, self._wall_ms)
                why = f"the logbook was damaged ({damage}) and is kept in {aside}"
            signed = self._signed(head_file)
            salvaged = await self._salvaged(self._with_entries(aside / LOGBOOK_NAME), signed, with_sqlite=touch)
            self._keep_with(aside, salvaged)
            logbook = self._logbook(Found(await open_database(self._path), salvaged.tip), head_file)
        except BaseException:
            head_file.close()
            raise
        return logbook, _with_parent(Remembered.after_damage(salvaged, why, aside), salvaged.tip)

    async def only_reading(self, why: str, closed: str | None) -> tuple[Logbook, Remembered]:
        """Read what is there, while the disk takes nothing. Only what is open, what stands, and the counts go into memory, never the
        whole record.
        """
        head_file = self._head_file(only_read=True)
        signed = self._signed(head_file)
        try:
            if closed is not None:
                raise Damaged(closed)
            database = await _read_only(self._path)
            logbook, remembered = await self._remembered(await self._inspected(database, signed), head_file)
        except Damaged as damage:
            log.error("the logbook is damaged, and cannot be set aside: %s", damage)
            salvaged = await self._salvaged(self._with_entries(self._path), signed, with_sqlite=closed is None)
            logbook = self._logbook(Found(await scratch.poured({}, []), salvaged.tip), head_file)
            says = f"the logbook is damaged ({damage}), and the disk takes no other"
            remembered = _with_parent(Remembered.after_damage(salvaged, says, None), salvaged.tip)
        logbook.unwritable = why
        return logbook, remembered

    # ---- below

    async def _inspected(self, database: Database, signed: Head | None) -> Found:
        gaps = recovery.gaps_in(self._folder)
        try:
            parent, faults = await database.work(lambda db: recovery.inspect(db, self._vault.building, signed, 0, gaps))
        except BaseException:
            await database.close()
            raise
        if faults:
            await database.close()
            raise Damaged("; ".join(faults[:5]))
        return Found(database, parent)

    def _keep_with(self, aside: Path, salvaged: Salvaged) -> None:
        """Keep what only a side copy had beside the file that lost it: the side copies will soon be of today. The number kept with it
        says up to which entry it is known what is open.
        """
        files = CopyFiles(aside, SALVAGED)
        kept = Copy(self._vault.building, b"", salvaged.open_up_to, b"", entries=salvaged.entries, wraps=salvaged.wraps)
        try:
            files.write(kept)
            files.sync()
        except OSError as error:
            log.warning("what the side copies had is not kept in %s: %s", aside, error)

    async def _remembered(
        self, found: Found, head_file: HeadFile, *, doubts: bool = True
    ) -> tuple[Logbook, Remembered]:
        logbook = self._logbook(found, head_file)
        copies = self._folder if doubts else None
        try:
            remembered = await _or_damaged(
                lambda: remember(found.database, logbook.opener, self._vault, logbook.chain, copies)
            )
            await found.database.work(lambda db: end_after(db, None))
        except BaseException:
            # A connection left open would keep its lock, and its thread would keep the process from ending.
            await recovery.leave(found.database, LEAVE_S)
            raise
        return logbook, _with_parent(remembered, found.parent)

    def _logbook(self, found: Found, head_file: HeadFile) -> Logbook:
        vault, epoch = self._vault, os.urandom(layout.ID_LEN)
        pool = Pool([vault.reading_keys.current(self._wall_ms).public], vault.building, epoch)
        head = (found.parent.number, found.parent.digest) if found.parent else (0, layout.GENESIS_DIGEST)
        chain = Chain(building=vault.building, box=vault.box, epoch=epoch, head=head, pool=pool, tagger=vault)
        return Logbook(self._folder, vault, found.database, head_file, chain, pool)

    def _with_entries(self, file: Path) -> Path:
        """Give the file of the damaged record. If this one holds no entry, an earlier try has put the record aside and got no further."""
        before = (aside / LOGBOOK_NAME for aside in recovery.set_aside_before(self._folder))
        return next((each for each in (file, *before) if carve.holds_entries(each, self._vault.building)), file)

    async def _salvaged(self, aside: Path, signed: Head | None, *, with_sqlite: bool) -> Salvaged:
        """Salvage the record. Whatever is in its bytes, the box must still arm."""
        try:
            return await salvage(aside, self._folder, self._vault, signed, with_sqlite=with_sqlite)
        except Exception:  # the box arms with less
            log.exception("nothing could be carried over from %s", aside)
            return Salvaged(tip=signed, missing=max(signed.number if signed else 0, 1))

    def _head_file(self, *, only_read: bool = False) -> HeadFile:
        vault = self._vault
        return HeadFile(self._folder / HEAD_NAME, vault.building, vault.box, vault.sign, only_read=only_read)

    def _signed(self, head_file: HeadFile) -> Head | None:
        key = self._vault.device_public
        return head_file.read(lambda statement, signature: vaults.verify(key, statement, signature))


async def _or_damaged[T](read: Callable[[], Awaitable[T]]) -> T:
    """Read the record, and turn every error of a reader into `Damaged`: a damaged row may cause any. Raises `Damaged`, `NotKept`."""
    try:
        return await read()
    except (Damaged, NotKept, Busy, OSError):
        raise
    except Exception as error:  # for example a column of another kind, bytes that are no entry, an impossible fact
        log.exception("the record could not be read")
        raise Damaged(f"something in it cannot be read: {error}") from error


async def _read_only(path: Path) -> Database:
    database = Database(lambda: scratch.only_read(path), 64)
    try:
        await database
    except sqlite3.Error as error:
        raise (Damaged if is_damage(error) else NotKept)(f"{path} cannot be read: {error}") from error
    return database


def _with_parent(remembered: Remembered, parent: Head | None) -> Remembered:
    remembered.parent = (parent.epoch.hex(), parent.number, parent.digest.hex()) if parent is not None else None
    return remembered
