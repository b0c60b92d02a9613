"""Keeps what the reader at one console owes or is owed, from one question to the next. Knows no record, no disk and no clock."""

import asyncio
from collections.abc import Callable, Iterable

import msgspec

from appliance.doors.duties.lines import Found, Listing, Seeing, listing
from appliance.doors.records.view import Eyes
from appliance.owed.of_record import OfRecord
from appliance.plan.ids import IncidentId
from appliance.plan.model import Role

ANEW_AT_ONCE = 20  # records looked through between two turns of the loop: a millisecond for 14 duties each
KEPT_AT_ONCE = 1000  # records of which nothing changed between two turns of the loop: a millisecond too


class OwnList:
    """The list of one reader, put together from what this reader sees of each record.

    What a reader sees of a record follows from four things alone: what the record owes, who the reader is, which roles they have, and
    which role nobody in the plan has. As long as none of the four changes, what was seen the last time still holds. `Owed` gives another
    `OfRecord` as soon as anything in the record changes. The time matters only to `Eyes`, `Listing.as_of` and `Listing.counts`,
    which are made for each answer.
    """

    def __init__(self) -> None:
        self._last = _Last()

    async def of(
        self,
        records: Iterable[OfRecord],
        roles: frozenset[Role],
        eyes_of: Callable[[OfRecord], Eyes],
        unheld: frozenset[Role] = frozenset(),
    ) -> Listing:
        """Give what a reader with these roles still owes or is owed in these records, in order. `unheld` as in `Seeing`."""
        last = self._last if (self._last.roles, self._last.unheld) == (roles, unheld) else _Last(roles, unheld)
        seen, seeing, steps = dict[IncidentId, _Seen](), Seeing(roles, unheld), 0
        for of in records:
            eyes, kept = eyes_of(of), last.seen.get(of.incident)
            if kept is not None and kept.holds(of, eyes):
                steps += 1
            else:
                kept = _Seen(of, eyes, tuple(seeing.found(of, eyes, all_of_it=False)))
                steps += KEPT_AT_ONCE // ANEW_AT_ONCE
            seen[of.incident] = kept
            if steps >= KEPT_AT_ONCE:
                steps = 0
                await asyncio.sleep(0)
        over = {incident for incident, each in last.seen.items() if seen.get(incident) is not each}
        new = [each for incident, kept in seen.items() if last.seen.get(incident) is not kept for each in kept.found]
        ordered = last.listing
        if over or new:
            await asyncio.sleep(0)  # putting 5,000 in order takes some milliseconds
            ordered = listing([*(each for each in ordered.found if each.of.incident not in over), *new])
        self._last = _Last(roles, unheld, seen, ordered)
        return ordered

    def forget(self) -> None:
        """Keep nothing any more, because whoever sat here is gone."""
        self._last = _Last()


class _Last(msgspec.Struct, frozen=True, eq=False):
    """The last list, and what it was put together from."""

    roles: frozenset[Role] = frozenset()
    unheld: frozenset[Role] = frozenset()
    seen: dict[IncidentId, "_Seen"] = {}
    listing: Listing = Listing()


class _Seen(msgspec.Struct, frozen=True, eq=False):
    """What a reader saw of one record."""

    of: OfRecord
    eyes: Eyes
    found: tuple[Found, ...]

    def holds(self, of: OfRecord, eyes: Eyes) -> bool:
        """Whether these eyes see the same again. `Owed` gives the same object until something of the record changes. The same rights are
        always the same object (`appliance.record.access`).
        """
        its = self.eyes
        return self.of is of and its.reads is eyes.reads and its.rights is eyes.rights and its.reader == eyes.reader
