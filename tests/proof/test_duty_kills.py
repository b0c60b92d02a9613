"""Proves that a kill leaves of all that is owed the old state or the new one, and each of them whole: rules and a school calendar that are
adopted, a closing that is declared or withdrawn, a duty that is noted as done or not.

Each kill comes while one of these acts is under way: a moment after it was asked for, as its commit reaches the write-ahead log, or while
the daemon stops. Whatever the box confirmed is there after the next start.
"""

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Awaitable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from appliance.api.ask import Reply
from appliance.api.client_line import LineLost
from appliance.api.duties.messages import DutyLine, NoteDuty
from appliance.api.listed.messages import (
    AdoptCalendarFile,
    AdoptRulesFile,
    AskListed,
    DeclareSchoolClosing,
    ListedKnown,
    WithdrawSchoolClosing,
)
from appliance.api.records.messages import Written
from appliance.duties.adopted.calendar_document import SchoolCalendar
from appliance.duties.adopted.calendar_document import to_document as calendar_document
from appliance.duties.adopted.rules_document import to_document as rules_document
from appliance.duties.calendar import SchoolYear
from appliance.duties.duty import State
from appliance.listed.shipped import shipped
from appliance.plan.document import digest
from appliance.plan.ids import IncidentId
from appliance.vault.people import People
from tests.proof.killing import killed
from tests.rounds import rounds, seeds
from tests.system.box import Box
from tests.system.record import read_record
from tests.system.test_duties import OKAFOR, PIN, TIME_FOR_OTHERS, Office, with_administrator

pytestmark = pytest.mark.proof

KILLS = 24
SOON_S = 0.03
"""An act takes about so long: half of the kills come within this time after it was asked for."""
TODAY = date.today()  # noqa: DTZ011 - the daemon's clock is real, and closings must be near today
RULES = [rules_document([shipped(name) for name in names]) for names in (("neutral",), ("neutral", "colorado"))]
CALENDARS = [
    calendar_document(SchoolCalendar(name=f"Juniper until {ends_min}", years=(each,), ends_min=ends_min))
    for ends_min in (15 * 60, 15 * 60 + 30)
    for each in (
        SchoolYear(
            name="this year", first=TODAY - timedelta(days=100), last=TODAY + timedelta(days=150), ends_min=ends_min
        ),
    )
]
ACTS = ("rules", "calendar", "closing", "note")


class Closing(msgspec.Struct, frozen=True):
    """A closing as a person declared it, and why it was withdrawn."""

    first: str
    why: str
    withdrawn: str = ""


class Owed(msgspec.Struct, frozen=True):
    """All that the box was told about what is owed."""

    rules: bytes = RULES[0]
    calendar: bytes = b""
    closings: tuple[Closing, ...] = ()
    notes: tuple[tuple[bool, str], ...] = ()
    """The notes on one duty: whether it is done, and the words."""


class Act(msgspec.Struct, frozen=True):
    """An act that is asked for, and what is owed after it."""

    what: str
    after: Owed
    asks: Awaitable[Reply | Written]


class Desk:
    """Somebody who signs in after a start, looks at what is owed, and does the next act."""

    def __init__(self, office: Office, incident: IncidentId) -> None:
        self._office = office
        self._line = office.desk.line
        self._incident = incident
        self._duty: DutyLine | None = None

    async def sees(self) -> Owed:
        """Read what the box knows. Everything in it can be read, and the duty stands as its last note says."""
        known = await self._line.ask(AskListed(request=0))
        assert isinstance(known, ListedKnown), known
        assert known.unread == ()
        assert known.rules_digest in ("", digest(known.rules))
        assert known.calendar_digest == (digest(known.calendar) if known.calendar else "")
        self._duty = (await self._office.lists(self._incident))[TIME_FOR_OTHERS]
        notes = tuple((each.done, each.words) for each in self._duty.notes)
        assert self._duty.state is (State.CLOSED if notes and notes[-1][0] else State.OPEN)
        closings = tuple(Closing(each.first, each.why, each.why_withdrawn) for each in known.closings)
        return Owed(known.rules, known.calendar, closings, notes)

    def act(self, what: str, owed: Owed) -> Act:
        """Give the next act of this kind: it always changes something."""
        replace, ask = msgspec.structs.replace, self._line.ask
        match what:
            case "rules":
                document = RULES[1 - RULES.index(owed.rules)]
                return Act(
                    what, replace(owed, rules=document), ask(AdoptRulesFile(request=0, by="A", document=document))
                )
            case "calendar":
                document = CALENDARS[1 - CALENDARS.index(owed.calendar) if owed.calendar else 0]
                asks = ask(AdoptCalendarFile(request=0, by="A", document=document))
                return Act(what, replace(owed, calendar=document), asks)
            case "closing" if owed.closings and not owed.closings[-1].withdrawn:
                last = replace(owed.closings[-1], withdrawn="the storm passed")
                asks = ask(WithdrawSchoolClosing(request=0, by="A", day=last.first, why=last.withdrawn))
                return Act(what, replace(owed, closings=(*owed.closings[:-1], last)), asks)
            case "closing":
                made = Closing(f"{TODAY + timedelta(days=1 + len(owed.closings))}", f"storm {len(owed.closings)}")
                declares = DeclareSchoolClosing(request=0, by="A", first=made.first, last=made.first, why=made.why)
                return Act(what, replace(owed, closings=(*owed.closings, made)), ask(declares))
            case _:
                return self._notes(what, owed)

    def _notes(self, what: str, owed: Owed) -> Act:
        duty = self._duty
        assert duty is not None
        made = (not (owed.notes and owed.notes[-1][0]), f"In B12, note {len(owed.notes)}.")
        note = NoteDuty(
            request=0,
            incident=self._incident,
            rule=duty.rule,
            about=duty.about,
            confirms=duty.confirms,
            done=made[0],
            words=made[1],
            seen=duty.notes[-1].entry if duty.notes else 0,
        )
        return Act(what, msgspec.structs.replace(owed, notes=(*owed.notes, made)), self._line.ask(note))


async def confirmed(act: Act) -> bool:
    """Wait for the answer, and say whether the box confirmed that the act is on the disk. A kill leaves no answer."""
    with suppress(LineLost, OSError, TimeoutError):
        answer = await act.asks
        assert answer.ok, answer.says
        return answer.recorded if isinstance(answer, Reply) else True
    return False


async def dies(box: Box, dice: random.Random) -> None:
    if dice.random() < 0.5:
        await asyncio.sleep(dice.uniform(0, SOON_S))
        box.kill()
    else:
        await killed(box, dice)


@pytest.mark.parametrize("seed", seeds("duty-kills"))
async def test_after_each_kill_what_is_owed_is_the_old_or_the_new_and_what_was_confirmed_is_there(
    tmp_path: Path, seed: str
) -> None:
    dice = random.Random(seed)
    outcomes = Counter[tuple[str, str]]()
    async with Box(tmp_path, plan=with_administrator()) as box:
        (box.data / "keys").mkdir(mode=0o700, exist_ok=True)
        People(box.data / "keys").set(OKAFOR, PIN)
        await box.starts()
        async with box.sitting_at("front") as desk:
            office = Office(desk)
            await office.signs_in()
            incident = await office.opens_a_record()
        seen, act = Owed(), None
        expected: tuple[Owed, ...] = (seen,)
        for number in rounds(proof=range(KILLS), soak=itertools.count()):
            async with box.sitting_at("front") as desk:
                office = Office(desk)
                await office.signs_in()
                person = Desk(office, incident)
                before, seen = seen, await person.sees()
                assert seen in expected, "nothing of it is lost, doubled or half there"
                if act is not None:
                    outcomes[act.what, "old" if seen == before else "new"] += 1
                act = person.act(ACTS[number % len(ACTS)], seen)
                kept, _ = await asyncio.gather(confirmed(act), dies(box, dice))
            await box.starts()
            expected = (act.after,) if kept else (seen, act.after)
        async with box.sitting_at("front") as desk:
            office = Office(desk)
            await office.signs_in()
            assert await Desk(office, incident).sees() in expected
        await box.stops()
        record = await read_record(box.data)
    print(f"{sum(outcomes.values())} kills: {dict(outcomes)}")
    assert record.findings == []
    assert record.troubles == []
    assert {kind for kind, _ in outcomes} == set(ACTS)
    assert {"old", "new"} == {outcome for _, outcome in outcomes}, "both came about, or nothing is proven"
