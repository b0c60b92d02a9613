"""Looks at a record that nobody is writing: the daemon is down, the record was set aside, or it is an export. Knows files and the owner's
lock. Only the user who owns the record may look: a file that another user makes here would keep the daemon from its own record.
"""

import os
import pwd
import time
from collections.abc import Sequence
from pathlib import Path

from appliance.api.access import unproven
from appliance.api.desk.entries import FeedItems, Follow
from appliance.core.apply import apply
from appliance.core.board import Board
from appliance.doors.records.feed_lines import FeedLines
from appliance.engine.queries import Queries
from appliance.envelope import format as layout
from appliance.envelope.deposit import Signed
from appliance.log import asking
from appliance.log.container import (
    ExportEntry,
    ExportHead,
    ExportWrap,
    writing,
)
from appliance.log.examination import Examination, Row, Wrap
from appliance.log.fault import Fault, Kind
from appliance.log.report import Report, fingerprint
from appliance.log.turns import compare_tables, owned, slices
from appliance.logbook.errors import Damaged, LogbookError
from appliance.logbook.head import Head, HeadFile
from appliance.logbook.identity import newest_writer
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.logbook.remembering import Remembered
from appliance.logbook.start import open_logbook
from appliance.logbook.store import HEAD_NAME
from appliance.recovery import succession
from appliance.settings import Settings
from appliance.vault import vault as vaults
from appliance.vault.vault import Vault


class CannotLook(Exception):
    """There is nothing to look at, or this user may not look. `str()` says which and what to do."""


async def examine(settings: Settings) -> Report:
    """Check the whole record. Raises CannotLook, Busy, NotKept, VaultError."""
    logbook = settings.logbook / LOGBOOK_NAME
    ours(logbook)
    report = Report(f"The record in {settings.logbook}, opened directly (the alert daemon is down)")
    try:
        async with owned(logbook):
            vault = vault_of(settings)
            signed = signed_head(settings, vault)
        await _examine(report, logbook, vault, signed[0] if signed else None)
    except Damaged as damage:
        report.faults.append(Fault(Kind.CHAIN, 0, f"the file itself is damaged: {damage}"))
        return report
    report.notes.append(f"Signed by the device {fingerprint(vault.device_public)}.")
    if signed is None:
        report.faults.append(Fault(Kind.HEAD, 0, "no signed head is kept beside the record"))
    return report


async def examine_aside(folder: Path, settings: Settings) -> Report:
    """Check a record that was set aside, with the keys of this box if they may be opened now. Raises CannotLook, NotKept."""
    logbook = folder / LOGBOOK_NAME
    ours(logbook)
    report = Report(f"The record set aside in {folder}")
    report.notes.append("Its signed head is not kept with it, so entries missing at its end do not show.")
    vault: Vault | None = None
    try:
        ours(settings.logbook / LOGBOOK_NAME)
        async with owned(settings.logbook / LOGBOOK_NAME):  # keys are opened only while no daemon can be writing them
            vault = vault_of(settings)
    except (LogbookError, CannotLook) as error:
        report.notes.append(f"Only the chain was checked, without keys: {error}")
    try:
        await _examine(report, logbook, vault, None)
    except Damaged as damage:
        report.faults.append(Fault(Kind.CHAIN, 0, f"the file itself is damaged: {damage}"))
    return report


async def shown(settings: Settings, wanted: asking.Wanted) -> asking.Shown:
    """Show what is wanted from the record. Raises CannotLook, LogbookError, VaultError."""
    ours(settings.logbook / LOGBOOK_NAME)
    async with owned(settings.logbook / LOGBOOK_NAME):
        vault = vault_of(settings)
    logbook, remembered = await open_logbook(settings.logbook, vault, wall_ms=_wall_ms(), set_aside=False)
    try:
        board = _board(remembered)
        queries, feed_lines = Queries(logbook, vault.building), FeedLines()

        async def ask(follow: Follow) -> FeedItems:
            head, told = await queries.feed(
                follow.after,
                follow.limit,
                follow.incident,
                room=follow.room,
                newest_first=follow.newest_first,
                brought_back=follow.brought_back,
            )
            return FeedItems(request=0, head=head, items=feed_lines.items(told, board, unproven(None)))

        plan = board.index.plan
        return asking.Shown(await asking.chosen(ask, wanted), plan.timezone if plan.rooms else "")
    finally:
        await logbook.close(sign=False)


def _board(remembered: Remembered) -> Board:
    board = Board.empty()
    for fact in remembered.facts:
        apply(board, fact.event, fact.at)
    return board


async def _follows(settings: Settings, vault: Vault) -> Sequence[Signed]:
    """Give the proofs that this box follows on another, and that one perhaps on a third, if its record has them and can be read."""
    if not vault.parents:
        return ()
    try:
        logbook, remembered = await open_logbook(settings.logbook, vault, wall_ms=_wall_ms(), set_aside=False)
    except LogbookError:
        return ()  # then the export says that nobody signed it
    await logbook.close(sign=False)
    board = _board(remembered)
    return [*succession.earlier_proofs(board), *filter(None, [succession.proof(board)])]


async def exported(settings: Settings, file: Path) -> int:
    """Write the record to `file`; give the number of entries. Raises CannotLook, ExportError, LogbookError, VaultError."""
    logbook = settings.logbook / LOGBOOK_NAME
    ours(logbook)
    async with owned(logbook):
        vault = vault_of(settings)
        signed = signed_head(settings, vault)
    if signed is None:
        raise CannotLook("no signed head is kept beside the record, without which an export proves nothing.")
    head, statement, signature = signed
    top = ExportHead(number=head.number, statement=statement, signature=signature, device_key=vault.device_public)
    with writing(file, top, await _follows(settings, vault)) as export:
        async for rows, wraps in slices(logbook):
            export.write(_entry(row, wraps) for row in rows)
        return export.entries


def ours(logbook: Path) -> None:
    """Raise CannotLook unless there is a record and this user is its owner."""
    try:
        owner = logbook.stat().st_uid
    except (FileNotFoundError, NotADirectoryError):
        raise CannotLook(f"there is no record at {logbook}.") from None
    except PermissionError:
        raise CannotLook(f"this user may not enter {logbook.parent}. Run it as the box does: {_as(None)}") from None
    if owner != os.geteuid():
        raise CannotLook(f"it belongs to another user. Run it as the box does: {_as(owner)}")


def vault_of(settings: Settings) -> Vault:
    """Open the box's keys, without putting any right. Raises CannotLook where they are not here, VaultError."""
    if not any((settings.keys / each).exists() for each in ("device.key", "copies/device.key")):
        raise CannotLook(f"the keys of this box are not in {settings.keys}.")
    return Vault.open(settings.keys, newest_writer(settings.logbook), mends=False)


def signed_head(settings: Settings, vault: Vault) -> tuple[Head, bytes, bytes] | None:
    """Give the newest head this box signed: head, statement, signature. Raises NotKept."""
    path = settings.logbook / HEAD_NAME
    if not path.exists():
        return None
    file = HeadFile(path, vault.building, vault.box, vault.sign)
    try:
        file.read(lambda statement, signature: vaults.verify(vault.device_public, statement, signature))
    finally:
        file.close()
    return file.newest


# ---- below


async def _examine(report: Report, logbook: Path, vault: Vault | None, signed: Head | None) -> None:
    examination: Examination | None = None
    async for rows, wraps in slices(logbook, carried=True):
        if examination is None:
            examination = Examination(vault.building if vault else _building_of(rows), vault, signed)
        examination.take(rows, wraps)
    if examination is None:
        examination = Examination(b"", vault, signed)
    examination.end()
    report.tell(examination)
    if vault is not None:
        report.faults += await compare_tables(logbook, examination.calls)


def _as(owner: int | None) -> str:
    try:
        name = "handbell" if owner is None else pwd.getpwuid(owner).pw_name
    except KeyError:
        name = f"#{owner}"
    return f"sudo -u {name} handbell log …"


def _building_of(rows: list[Row]) -> bytes:
    try:
        return layout.unpack_header(rows[0].entry).building
    except layout.FormatError:
        return b""


def _entry(row: Row, wraps: list[Wrap]) -> ExportEntry:
    mine = tuple(
        ExportWrap(recipient=each.recipient, stream=each.stream, key_no=each.key_no, wrap=each.wrap)
        for each in wraps
        if each.number == row.number
    )
    return ExportEntry(number=row.number, entry=row.entry, wraps=mine)


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000
