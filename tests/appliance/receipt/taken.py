"""Takes a receipt for a real entry of a real logbook, and gives the record as it was read back later."""

import asyncio
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from appliance.api.records.messages import Paper
from appliance.envelope import format as layout
from appliance.log.container import ExportEntry, ExportHead, writing
from appliance.logbook.store import Logbook
from appliance.plan.ids import IncidentId
from appliance.receipt.check import Check, Finding, Source
from appliance.receipt.paper import SALT_LEN, Words, give
from appliance.vault.vault import Vault, verify
from tests.appliance.logbook.box import WALL_MS, box_at, call, note

WORDS = Words(
    building="Cedar Creek Elementary",
    box="cedar-creek-1",
    incident=IncidentId("i-1"),
    number=12,
    wall_ms=WALL_MS,
    identity="their own PIN",
    pin_set_by="R. Whitfield, office",
)


@dataclass(frozen=True)
class Taken:
    """A receipt and its record. `rows` is the record later, four entries longer. `head` is its newest statement, the signature and the
    device's public key.
    """

    paper: Paper
    rows: tuple[tuple[int, bytes], ...]
    head: tuple[bytes, bytes, bytes]
    vault: Vault

    @property
    def source(self) -> Source:
        building = layout.read_head_statement(self.head[0])[0]
        return Source(building=building, device_key=self.head[2], signed=True, current=False)

    def check(
        self,
        paper: Paper | None = None,
        rows: list[tuple[int, bytes]] | None = None,
        source: Source | None = None,
    ) -> list[Finding]:
        """Give what is found; each given value takes the place of the true one."""
        check = Check(paper or self.paper, source or self.source, verify)
        for number, stored in self.rows if rows is None else rows:
            check.take(number, stored)
        return check.end()

    def changed(self, number: int, at: int, by: int = 1) -> list[tuple[int, bytes]]:
        """Give the record with one byte of entry `number` changed."""
        rows = dict(self.rows)
        stored = bytearray(rows[number])
        stored[at % len(stored)] ^= by
        return sorted((rows | {number: bytes(stored)}).items())

    def export(self, file: Path, rows: list[tuple[int, bytes]] | None = None) -> Path:
        """Write the record as an export."""
        statement, signature, device_key = self.head
        number = layout.read_head_statement(statement)[3]
        top = ExportHead(number=number, statement=statement, signature=signature, device_key=device_key)
        with writing(file, top) as export:
            export.write(ExportEntry(number=n, entry=entry) for n, entry in (self.rows if rows is None else rows))
        return file


@cache
def taken() -> Taken:
    """One receipt for all tests, since nobody changes it."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_take(Path(folder)))


async def _take(folder: Path) -> Taken:
    async with box_at(folder) as box:
        await box.keep(call(1))
        account = await box.keep(note(1, "He threw the chair; it missed me."))
        await box.keep(note(1, "The office came at 10:14."))
        paper = await receipt_for(box.logbook, box.vault, account.last)
        for text in ("reviewed", "the parents were told"):
            await box.keep(note(1, text))
        await box.logbook.sign_head()
        _, statement, signature = box.logbook.signed_head
        rows = tuple(await box.logbook.reader.after(0, 100))
        return Taken(paper, rows, (statement, signature, box.logbook.device_key), box.vault)


async def receipt_for(logbook: Logbook, vault: Vault, entry: int) -> Paper:
    """Make a receipt as the appliance does: at the head that is on disk now."""
    ((_, stored),) = await logbook.reader.after(entry - 1, 1)
    head = layout.head_statement(vault.building, vault.box, bytes.fromhex(logbook.epoch), *logbook.kept)
    return give(WORDS, stored, os.urandom(SALT_LEN), head, vault.device_public, vault.sign)
