"""Asks the running box for records over the desk line, as a person who proves with a PIN who they are. Keeps no PIN, opens no file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import tzinfo
from pathlib import Path

from appliance.api.ask import Ask, Reply
from appliance.api.board.practice import ExerciseLine
from appliance.api.desk.client import DeskClient
from appliance.api.desk.people import ProveSelf
from appliance.api.desk.plan import AskPlan, PlanFacts
from appliance.api.discreet import Discreet
from appliance.api.records.copies import CopyWanted
from appliance.api.records.messages import (
    AskForgetting,
    AskRecord,
    AskRecords,
    CopyGiven,
    GiveCopy,
    RecordLine,
    RecordShown,
    Written,
)
from appliance.flows.records.forgetting import going, kept
from appliance.plan.ids import DeskId, PersonId
from appliance.plan.timezone import timezone_named

# a PIN takes a tenth of a second, a record 30 ms; a slow card may keep an entry waiting for seconds
ANSWER_WITHIN_S = 10.0
AT_ONCE = 50  # records in one answer: what the daemon gives at most
LISTED_MAX = 200  # lines a person looks through; an older record is asked for by its number


class NotGiven(Exception):
    """The box gave no such record. `str()` says why, and what to do."""


class Who(Discreet, frozen=True):
    """Who reads: at a desk of the plan, and with a PIN as a person of the plan. Without a person, only what needs no PIN is read."""

    desk: DeskId
    person: PersonId | None = None
    secret: str = ""

    def __repr__(self) -> str:
        return f"Who(desk={self.desk!r}, person={self.person!r})"


class Asking:
    """A line to the box, on which `who` has proved who they are."""

    def __init__(self, line: DeskClient, *, proved: bool = False) -> None:
        self._line = line
        self._proved = proved

    async def records(self, unfinished: bool) -> tuple[list[RecordLine], bool]:
        """Give the newest records, at most LISTED_MAX, and whether there are older ones. Raises NotGiven, LineLost."""
        found: list[RecordLine] = []
        async for line in self._lines(unfinished):
            if len(found) == LISTED_MAX:
                return found, True
            found.append(line)
        return found, False

    async def record(self, number: int, reason: str = "") -> RecordShown:
        """Give the newest record of that number, as far as `who` may read it; `reason` breaks the glass. Raises NotGiven, LineLost."""
        found = await self._find(number)
        return await self._ask(AskRecord(request=0, incident=found.incident, reason=reason))

    async def copy(self, number: int, wanted: CopyWanted) -> CopyGiven:
        """Have the box write that a copy was given, and give what goes into it. Raises NotGiven, LineLost."""
        found = await self._find(number)
        return await self._ask(GiveCopy(request=0, incident=found.incident, wanted=wanted))

    async def forgetting(self, number: int | None) -> tuple[str, ...]:
        """Say what will be forgotten here and when; with a number, what keeps that record. Raises NotGiven, LineLost."""
        if number is None:
            return going(await self._ask(AskForgetting(request=0)))
        found = await self._find(number)
        return kept(await self._ask(AskForgetting(request=0, incident=found.incident)), number)

    async def name_of(self, person: PersonId) -> str:
        """Give the name of this person in the plan; their id if the plan gives no name. Raises LineLost."""
        facts = await self._plan()
        people = facts.people if facts is not None else ()
        return next((each.name for each in people if each.person == person), person)

    async def zone(self, otherwise: tzinfo) -> tzinfo:
        """Give the building's timezone; `otherwise` if the plan names none that is known here. Raises LineLost."""
        facts = await self._plan()
        return timezone_named(facts.timezone if facts is not None else "") or otherwise

    async def exercise(self) -> tuple[ExerciseLine | None, str]:
        """Give the newest exercise as far as `who` may read what was said in it, and the name of the building. Raises LineLost."""
        async for board in self._line.states():
            if board.proven or not self._proved:
                return board.exercise, board.plan_name
        raise AssertionError("a line gives boards until it is lost")

    async def spares_power(self) -> bool:
        """Return whether the battery of the box is nearly empty, so that everything but alarms is put off. Raises LineLost."""
        return (await anext(self._line.states())).spares_power

    async def _plan(self) -> PlanFacts | None:
        facts = await self._line.ask(AskPlan(request=0))
        return facts if isinstance(facts, PlanFacts) else None

    async def _find(self, number: int) -> RecordLine:
        found = await self._ask(AskRecords(request=0, number=number))
        if not found.records:
            raise NotGiven(f"There is no record {number} that can be read. Those there are: handbell record list --all")
        return found.records[0]

    async def _lines(self, unfinished: bool) -> AsyncIterator[RecordLine]:
        """Give the lines of the list, newest first, page by page."""
        before: int | None = None
        while True:
            page = await self._ask(AskRecords(request=0, unfinished=unfinished, before=before, limit=AT_ONCE))
            for line in page.records:
                yield line
            before = page.before
            if before is None:
                return

    async def _ask[A](self, message: Ask[A | Written]) -> A:
        answer = await self._line.ask(message)
        if isinstance(answer, Reply | Written):
            raise NotGiven(answer.says)
        return answer


@asynccontextmanager
async def asking(socket: Path, who: Who) -> AsyncIterator[Asking]:
    """Open a line to the box at `socket`. Raises NotGiven where the PIN is not theirs, LineLost, TimeoutError after ANSWER_WITHIN_S."""
    line_to_box = DeskClient.connect(socket, desk=who.desk, client="record", shows_calls=False)
    async with asyncio.timeout(ANSWER_WITHIN_S), line_to_box as line:
        if who.person is not None:
            proved = await line.ask(ProveSelf(request=0, person=who.person, secret=who.secret))
            if not proved.ok:
                raise NotGiven(proved.says)
        yield Asking(line, proved=who.person is not None)
