"""Tests what is owed in any order of facts, amendments, notes, rules, calendars, closings, days and crashes, on a real engine and logbook.

A duty is open exactly when its trigger holds and nothing closed it. No date moves without a word, and a crash changes nothing.
"""

import asyncio
import random
import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from appliance.core.listed.commands import (
    AdoptDuties,
    AdoptSchoolCalendar,
    AnyListedCommand,
    DeclareClosing,
    WithdrawClosing,
)
from appliance.duties.adopted.calendar_document import to_document as calendar_document
from appliance.duties.adopted.listed import Listed
from appliance.duties.adopted.rules_document import to_document as rules_document
from appliance.duties.duty import Duty
from appliance.engine.outcome import Done
from appliance.listed.shipped import shipped
from appliance.owed.owed import Owed
from appliance.plan.document import digest
from appliance.plan.ids import IncidentId
from appliance.record.derived import derived
from appliance.record.events import DutyNoted
from appliance.record.words import FieldId, ItemId, Value
from tests.appliance.duties.adopted.test_listed import SCHOOL
from tests.appliance.duties.any_record import POOL
from tests.appliance.duties.naive import Naive, stands_as_its_rule_says
from tests.appliance.duties.school import days
from tests.appliance.engine.years import SOMEBODY, Years, years_at

DAY = date(2026, 11, 20)
TICK_S = 0.002
"""Two acts never come in one millisecond."""
FIRST_FACTS = 40
"""So many facts are written at first, so that duties of many kinds are owed."""
RULES = [
    rules_document([shipped(name) for name in names])
    for names in (("neutral",), ("neutral", "colorado"), ("neutral", "colorado", "district-example"))
]
CALENDARS = [
    calendar_document(each)
    for each in (
        SCHOOL,
        replace(SCHOOL, special=(*SCHOOL.special, days("2026-11-30", "2026-12-01", "two days for teachers"))),
        replace(SCHOOL, ends_min=14 * 60),
    )
]
WRITTEN = [(name, item) for name, (items, _) in POOL.items() for item in items]

KINDS = (
    *("fact", "fact", "fact", "note", "note", "rules", "calendar"),
    *("closing", "closing", "withdrawn", "days", "crash"),
)

type Spot = tuple[str, str]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 2**32),
    ),
    min_size=8,
    max_size=20,
)


@dataclass
class Told:
    """What a test told the box, and what the box said was owed after the last act."""

    incident: IncidentId
    facts: dict[Spot, Value] = field(default_factory=dict)
    notes: dict[Spot, bool] = field(default_factory=dict)
    rules: str = ""
    calendar: str = ""
    closings: list[tuple[str, str]] = field(default_factory=list)
    """The first day of each, and why it was withdrawn."""
    duties: dict[Spot, Duty] = field(default_factory=dict)


@pytest.mark.proof
@given(st.integers(0, 2**32), ACTS)
@settings(max_examples=12, deadline=None)
def test_in_any_order_a_duty_is_open_exactly_when_it_is_owed_and_no_date_moves_without_a_word(
    seed: int, acts: list[tuple[str, int]]
) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(_lived(Path(folder), random.Random(seed), acts))


async def _lived(folder: Path, dice: random.Random, acts: list[tuple[str, int]]) -> None:
    told: Told | None = None
    today, life = DAY, 0
    while acts or told is None:
        async with years_at(folder / f"{life}", today) as box:
            owed = Owed(box.engine, box.records, box.logbook, box.queries, breath_s=0)
            if told is None:
                told = Told(await box.call())
                await _first_facts(box, told, dice)
            else:
                await _nothing_changed(box, owed, told)
            while acts:
                what, number = acts.pop(0)
                if what == "crash":
                    await box.engine.recorder.caught_up()
                    life += 1
                    shutil.copytree(folder / f"{life - 1}", folder / f"{life}")
                    break
                await asyncio.sleep(TICK_S)
                if what == "days":
                    await box.turn_to(box.calendar.day + timedelta(days=1 + number % 9))
                    await _nothing_changed(box, owed, told)
                else:
                    rules = told.rules
                    await _does(box, owed, told, what, random.Random(number))
                    await _looks(box, owed, told, same_rules=rules == told.rules)
            today = box.calendar.day + timedelta(days=1)


async def _first_facts(box: Years, told: Told, dice: random.Random) -> None:
    chosen = dice.sample(WRITTEN, FIRST_FACTS)
    for spot in chosen:
        told.facts[spot] = dice.choice(POOL[spot[0]][1])
    await box.write(told.incident, *(box.fact(told.incident, *spot, told.facts[spot]) for spot in chosen))


async def _does(box: Years, owed: Owed, told: Told, what: str, dice: random.Random) -> None:
    match what:
        case "fact":
            spot = dice.choice(WRITTEN)
            told.facts[spot] = dice.choice(POOL[spot[0]][1])
            await box.write(told.incident, box.fact(told.incident, *spot, told.facts[spot]))
        case "note":
            await _notes(box, owed, told, dice)
        case "rules":
            document = dice.choice(RULES)
            if await _submits(box, AdoptDuties(by="A", digest=digest(document), document=document)):
                told.rules = digest(document)
        case "calendar":
            document = dice.choice(CALENDARS)
            if await _submits(box, AdoptSchoolCalendar(by="A", digest=digest(document), document=document)):
                told.calendar = digest(document)
        case "closing":
            day = f"{box.calendar.day + timedelta(days=dice.randrange(12))}"
            if await _submits(box, DeclareClosing(by="A", first=day, last=day, why="a snow day")):
                told.closings.append((day, ""))
        case _:
            standing = [number for number, (_, over) in enumerate(told.closings) if not over]
            if standing:
                number = dice.choice(standing)
                day = told.closings[number][0]
                assert await _submits(box, WithdrawClosing(by="A", day=day, why="it melted"))
                told.closings[number] = day, "it melted"


async def _submits(box: Years, command: AnyListedCommand) -> bool:
    return isinstance(await box.engine.submit(command).kept, Done)


async def _notes(box: Years, owed: Owed, told: Told, dice: random.Random) -> None:
    """Note one duty that a word can close as done or not, whether it is owed or not."""
    can = [each for each in (await owed.listed.known()).rules.rules if each.noted is not None and not each.noted.sealed]
    rule = dice.choice(can)
    items = sorted(item for name, item in told.facts if name.startswith(f"{rule.for_each}.")) if rule.for_each else [""]
    if not items:
        return
    about, done = dice.choice(items), dice.random() < 0.7
    told.notes[rule.rule, about] = done
    note = DutyNoted(
        incident=told.incident,
        by=SOMEBODY,
        klass=rule.klass_of_notes,
        rule=rule.rule,
        about=ItemId(about),
        confirms="that it is so",
        done=done,
    )
    await box.write(told.incident, note)


async def _looks(box: Years, owed: Owed, told: Told, *, same_rules: bool = True) -> None:
    """Check what is owed now against the record, and against what was owed before the last act."""
    record = await box.records.read_apart(told.incident)
    assert record is not None
    listed = await owed.listed.known()
    assert {spot: record.value(FieldId(spot[0]), ItemId(spot[1])) for spot in told.facts} == told.facts
    assert {spot: notes[-1].done for spot, notes in record.notes.items()} == told.notes
    _as_adopted(listed, told)
    of = await owed.of(record)
    assert of is not None
    duties = [each.duty for each in of.owing]
    seen = derived(record, box.engine.board.index)
    stands_as_its_rule_says(duties, Naive(record, seen), listed.rules.rules)
    now: dict[Spot, Duty] = {(each.rule, each.about): each for each in duties}
    if same_rules:
        for spot, duty in now.items():
            _says_why(told.duties.get(spot), duty)
    told.duties = now


def _as_adopted(listed: Listed, told: Told) -> None:
    assert (listed.rules_digest, listed.calendar_digest) == (told.rules, told.calendar)
    assert [(each.days.first.isoformat(), each.why_withdrawn) for each in listed.closings] == told.closings


def _says_why(before: Duty | None, duty: Duty) -> None:
    if before is None or before.due is None or duty.due is None or before.since_ms != duty.since_ms:
        return  # a duty that began anew says since when
    if before.due.at_ms != duty.due.at_ms:
        assert duty.due.moved, (before, duty)
        assert duty.due.moved != before.due.moved, (before, duty)


async def _nothing_changed(box: Years, owed: Owed, told: Told) -> None:
    """Neither a day nor a crash is an act."""
    before = told.duties
    await _looks(box, owed, told)
    assert not before or told.duties == before
