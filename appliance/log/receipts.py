"""Checks a receipt against a record: an export, what the running daemon feeds, or a record at rest. Reads sealed entries; changes
nothing.
"""

from contextlib import aclosing
from pathlib import Path

import msgspec
from msgspec.structs import replace

from appliance.api.client_line import LineLost
from appliance.api.feed.client import FeedClient
from appliance.api.records.messages import Paper
from appliance.envelope import format as layout
from appliance.log.at_rest import CannotLook, ours, signed_head, vault_of
from appliance.log.container import ExportEntry, ExportError, ExportHead, building_of, lines
from appliance.log.turns import owned, slices
from appliance.logbook.opener import Opener
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.receipt.check import Check, Finding, Source
from appliance.settings import Settings
from appliance.vault import vault as vaults
from appliance.vault.vault import Vault

_SEALED = "The entry is sealed. Whoever holds a reading key for it can open it and compare the words."
_OPENS = "The entry can still be opened on this box, so its words can be compared too."
_GONE = "The keys that open the entry are not on this box (any more). The proof does not need them."


class Result(msgspec.Struct, frozen=True):
    """The result of a check. `subject` is the record that was asked; `notes` say what else is worth knowing."""

    subject: str
    findings: list[Finding]
    notes: list[str] = []


def in_export(file: Path, paper: Paper) -> Result:
    """Check a receipt against an export. Needs no box and no key. Raises ExportError for a file that is no export."""
    check: Check | None = None
    for line in lines(file):
        match line:
            case ExportHead() if check is None:
                source = _source(line.statement, line.signature, line.device_key, building_of(line), current=False)
                check = Check(paper, source, vaults.verify)
            case ExportEntry() if check is not None:
                check.take(line.number, line.entry)
            case _ if check is None:
                raise ExportError(f"{file} is no export: it does not begin with a signed head.")
    if check is None:
        raise ExportError(f"{file} is empty.")
    return Result(f"The export {file}", check.end(), [_SEALED] if check.stored else [])


async def asked(feed_socket: Path, paper: Paper) -> Result:
    """Check a receipt against the running daemon's sealed feed. Raises LineLost, CannotLook."""
    async with FeedClient.connect(feed_socket) as line:
        check, after = Check(paper, await _fed(line), vaults.verify), paper.entry - 1
        while after < paper.head_number:
            items = await line.follow(after)
            if not items.entries:
                break
            for each in items.entries:
                check.take(each.number, each.entry)
            after = items.entries[-1].number
    return Result("The record, as the running alert daemon gives it", check.end(), [_SEALED] if check.stored else [])


async def at_rest(settings: Settings, paper: Paper) -> Result:
    """Check a receipt against the record of this box while its daemon is down. Raises CannotLook, LogbookError, VaultError."""
    logbook = settings.logbook / LOGBOOK_NAME
    vault, source = await _kept(settings)
    check = await _walked(logbook, Check(paper, source, vaults.verify), paper)
    notes = [await _opens(logbook, vault, paper.entry, check.stored)] if check.stored else []
    return Result(f"The record in {settings.logbook}, opened directly", check.end(), notes)


async def aside(folder: Path, settings: Settings, paper: Paper) -> Result:
    """Check a receipt against a record that was set aside; this box, running or not, says whose it is. Raises CannotLook, LogbookError,
    VaultError.
    """
    logbook = folder / LOGBOOK_NAME
    ours(logbook)
    try:
        async with FeedClient.connect(settings.feed_socket) as line:
            source = await _fed(line)
    except LineLost:
        _, source = await _kept(settings)
    check = await _walked(logbook, Check(paper, replace(source, current=False), vaults.verify), paper)
    return Result(f"The record set aside in {folder}", check.end(), [_SEALED] if check.stored else [])


async def _fed(line: FeedClient) -> Source:
    """Give what the running daemon says of its record."""
    head = await line.head()
    if head.number == 0:
        raise CannotLook("this box has only just begun its record, and signed nothing yet. Try again in a moment.")
    building = layout.read_head_statement(head.statement)[0]
    return _source(head.statement, head.signature, head.device_key, building, current=True)


async def _kept(settings: Settings) -> tuple[Vault, Source]:
    """Give the keys of a box whose daemon is down, and what its signed head says."""
    logbook = settings.logbook / LOGBOOK_NAME
    ours(logbook)
    async with owned(logbook):
        vault = vault_of(settings)
        signed = signed_head(settings, vault)
    if signed is None:
        raise CannotLook("no signed head is kept beside the record, without which it proves nothing.")
    _, statement, signature = signed
    return vault, _source(statement, signature, vault.device_public, vault.building, current=True)


async def _walked(logbook: Path, check: Check, paper: Paper) -> Check:
    """Give the check, after it took the entries it needs."""
    async with aclosing(slices(logbook, paper.entry - 1)) as found:
        async for rows, _ in found:
            for row in rows:
                check.take(row.number, row.entry)
            if rows[-1].number >= paper.head_number:
                break
    return check


async def _opens(logbook: Path, vault: Vault, number: int, stored: bytes) -> str:
    async with owned(logbook) as database:
        (opened,) = await Opener(database, vault).open([(number, stored)])
    return _OPENS if opened.fact is not None else _GONE


def _source(statement: bytes, signature: bytes, device_key: bytes, building: bytes, *, current: bool) -> Source:
    signed = vaults.verify(device_key, statement, signature)
    return Source(building=building, device_key=device_key, signed=signed, current=current)
