"""Asks the running daemon about its record over the desk line and the sealed feed, as any console or follower asks. Opens no file of the
record.
"""

import asyncio
from pathlib import Path

import msgspec

from appliance.api.desk.client import DeskClient
from appliance.api.desk.entries import FeedItem, FeedItems, Follow
from appliance.api.desk.plan import AskPlan, PlanFacts
from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import SealedItems
from appliance.api.records.trust import AskVerify, Verified
from appliance.log import timeline
from appliance.log.container import ExportEntry, ExportError, ExportHead, ExportWrap, writing
from appliance.log.fault import Fault, Kind
from appliance.log.report import Report
from appliance.plan.ids import IncidentId, RoomId

FINISHED_WAIT_S = 10  # the daemon checks 4,000 entries a second: most records are checked before anybody asks


class Unfinished(Exception):
    """The daemon has not looked at everything yet. `str()` says how far it is."""


class Wanted(msgspec.Struct, frozen=True):
    """What to show. At most one of the last four fields is set; without any, the newest lines are shown."""

    last: int
    incident: str | None = None
    call: int | None = None
    room: str | None = None
    brought_back: bool = False

    def nothing(self) -> str:
        """Say why there may be nothing, and what to try."""
        if self.brought_back:
            return "nothing was brought back, or the keys to it are not on this box: the safety office can read it."
        if self.call is not None:
            return (
                f"call {self.call} is not among the newest {timeline.LOOKED_BACK_MAX:,} entries.\n"
                "An older one is found by its room: handbell log show --room ROOM"
            )
        if self.room is not None:
            return f"no incident of {self.room!r} is recorded. Rooms go by their id in the plan, areas by their name."
        if self.incident is not None:
            return f"no incident {self.incident!r} is recorded."
        return "nothing is recorded yet."


class Shown(msgspec.Struct, frozen=True):
    """What was asked for, oldest first, and the name of the building's timezone; empty if there is no plan yet."""

    items: list[FeedItem]
    timezone: str


async def verified(desk_socket: Path) -> Report:
    """Give what the daemon's own check of the chain found. Raises LineLost, Unfinished."""
    async with DeskClient.connect(desk_socket, desk=None, client="log verify") as line:
        answer, asked = await _asked(line), 1
        while not answer.complete and not answer.findings and asked <= FINISHED_WAIT_S:
            await asyncio.sleep(1)
            answer, asked = await _asked(line), asked + 1
    if answer.complete or answer.findings:
        return _report(answer)
    raise Unfinished(
        f"The alert daemon has checked entries up to {answer.verified_from:,} of {answer.head:,} since it started, and "
        "found no fault so far. Ask again in a few minutes."
    )


async def shown(desk_socket: Path, wanted: Wanted) -> Shown:
    """Ask the daemon for what is wanted. Raises LineLost."""
    async with DeskClient.connect(desk_socket, desk=None, client="log show") as line:

        async def ask(follow: Follow) -> FeedItems:
            return await line.known(follow)

        facts = await line.ask(AskPlan(request=0))
        timezone = facts.timezone if isinstance(facts, PlanFacts) and facts.rooms else ""
        return Shown(await chosen(ask, wanted), timezone)


async def chosen(ask: timeline.Ask, wanted: Wanted) -> list[FeedItem]:
    """Give what is wanted, oldest first, from whoever answers."""
    if wanted.call is not None:
        return await timeline.call(ask, wanted.call)
    if wanted.incident is not None:
        return await timeline.incident(ask, IncidentId(wanted.incident))
    if wanted.brought_back:
        return await timeline.brought_back(ask)
    if wanted.room is not None:
        found = await ask(Follow(request=0, after=0, room=RoomId(wanted.room)))
        return sorted(found.items, key=lambda item: item.number)
    return await timeline.newest(ask, wanted.last)


async def exported(feed_socket: Path, file: Path) -> int:
    """Write everything there is now to `file`; give the number of entries. Raises LineLost, ExportError."""
    async with FeedClient.connect(feed_socket) as line:
        head = await line.head()
        if head.number == 0:
            raise ExportError("Nothing is signed yet: this box has only just begun its record. Try again in a moment.")
        top = ExportHead(
            number=head.number, statement=head.statement, signature=head.signature, device_key=head.device_key
        )
        told = await line.succession()
        with writing(file, top, [*told.earlier, *filter(None, [told.proof])]) as export:
            items = await line.follow(0)
            until = items.head
            while items.entries:
                export.write(_entries(items))
                last = items.entries[-1].number
                if last >= until:
                    break
                items = await line.follow(last)
            return export.entries


async def _asked(line: DeskClient) -> Verified:
    return await line.known(AskVerify(request=0))


def _report(answer: Verified) -> Report:
    faults = [Fault(Kind.CHAIN, 0, finding) for finding in answer.findings]
    return Report(
        "The record, as the running alert daemon checked it since it started",
        [
            f"Entries up to {answer.verified_from:,} were checked one by one: each must follow the one before.",
            f"The newest signed head is at entry {answer.head:,}.",
            "For a check that does not ask the daemon: handbell log export FILE, then handbell log verify --export FILE",
        ],
        faults,
    )


def _entries(items: SealedItems) -> list[ExportEntry]:
    wraps: dict[int, list[ExportWrap]] = {}
    for each in items.wraps:
        wrap = ExportWrap(recipient=each.recipient, stream=each.stream, key_no=each.key_no, wrap=each.wrap)
        wraps.setdefault(each.number, []).append(wrap)
    return [
        ExportEntry(number=each.number, entry=each.entry, wraps=tuple(wraps.get(each.number, ())))
        for each in items.entries
    ]
