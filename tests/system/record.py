"""Reads the record after the daemon has ended: every fact in order, and whether the chain is whole. Changes nothing in it."""

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from appliance.core.calls.events import CallRaised, CallRaisedElsewhere, PressedAgain, PressedOften
from appliance.core.events import Event
from appliance.core.ground.words import Counting
from appliance.core.practice.events import WalkTestPassed
from appliance.logbook import verify
from appliance.logbook.start import open_logbook
from appliance.vault.vault import Vault
from tests.appliance.core.story import ended_in

AT_ONCE = 500


@dataclass
class Record:
    """What a record holds. `head` and `signed` are entry numbers, `findings` is what is wrong with the chain, `troubles` what a start would
    report.
    """

    events: list[Event] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    head: int = 0
    signed: int = 0

    def presses(self) -> Counter[Counting]:
        """Give how often each count of each contact was recorded: once, if all is well. The count is part of the name.

        One entry of many presses says the newest count, and so stands for every count up to it.
        """
        found: Counter[Counting] = Counter()
        newest: dict[Counting, int] = {}
        for event in self.events:
            if not isinstance(event, CallRaised | CallRaisedElsewhere | PressedAgain | WalkTestPassed):
                continue
            if event.source.counting is not None:
                (button, contact, ledger), count = event.source.counting, event.source.counter or 0
                first = newest.get(event.source.counting, 0) + 1 if isinstance(event, PressedOften) else count
                newest[event.source.counting] = count
                for each in range(min(first, count), count + 1):
                    found[button, f"{contact} {each}", ledger] += 1
        return found

    def open_rooms(self) -> set[str]:
        """Give the rooms whose incident nobody has stood down."""
        rooms = {event.incident: str(event.room) for event in self.events if isinstance(event, CallRaised)}
        over = ended_in(self.events)
        return {room for incident, room in rooms.items() if incident not in over}


async def read_record(data: Path) -> Record:
    """Read the record in a data folder whose daemon has ended, as its next start would. Raises LogbookError for a damaged record."""
    vault = Vault.open(data / "keys")
    logbook, remembered = await open_logbook(
        data / "logbook", vault, wall_ms=time.time_ns() // 1_000_000, set_aside=False
    )
    try:
        record = Record(head=logbook.kept[0], signed=logbook.signed_head[0], troubles=remembered.troubles)
        link: verify.Link | None = verify.Link(0, bytes(32))
        while rows := await logbook.reader.after(link.number if link else 0, AT_ONCE):
            for result in verify.check(rows, vault.building, link):
                if isinstance(result, verify.Link):
                    link = result
                else:
                    record.findings.append(str(result))
            opened = await logbook.opener.open(rows)
            record.findings += [f"entry {each.number} cannot be read: {each.fault}" for each in opened if each.fault]
            record.events += [each.fact.event for each in opened if each.fact is not None]
        return record
    finally:
        await logbook.close(sign=False)
