"""Tests forgetting on *opened*: a record goes from this building once the safety office has it and nothing is left to do here, never
before, and never where the district did not say so.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.commands import log as log_command
from appliance.core.district.commands import TrustOffice
from appliance.core.ground.words import Outcome
from appliance.owed.owed import Owed
from appliance.plan.ids import IncidentId
from appliance.plan.model import Retention
from appliance.record.events import RecordViewed
from appliance.record.record import Record
from appliance.record.transcript import nothing_left
from appliance.record.words import Klass
from tests.appliance.engine.years import SOMEBODY, Years, opened_by_a_thief, traces, years_at
from tests.patience import patient

pytestmark = pytest.mark.slow

A, B, C, D = Klass
ALL = {A, B, C, D}
WANTED = Retention(approved="the board", forget_opened=True)
MONDAY = date(2026, 9, 7)
WEEK = timedelta(days=7)


async def passes(box: Years, days: int) -> None:
    """Let days pass, one at a time, with the daily round on each."""
    for _ in range(days):
        await box.turn_to(box.calendar.day + timedelta(days=1))
        await box.forgetting.daily_round()


async def to_forget(box: Years) -> IncidentId:
    """Make a record that nothing keeps, and let it be announced today."""
    incident = await box.record()
    await box.opened(incident)
    await box.forgetting.daily_round()
    assert [each.incident for each in box.forgetting.announced()] == [incident]
    return incident


async def test_it_stands_on_the_morning_check_for_a_week_and_goes_on_a_monday_for_everybody(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY - timedelta(days=4), WANTED) as box:
        incident, other = await box.record(), await box.record()
        wraps = await box.wraps(incident)
        last = await box.opened(incident)
        await box.forgetting.daily_round()
        [announced] = box.forgetting.announced()
        assert (announced.incident, announced.days, box.forgetting.day_of(announced)) == (incident, 1, MONDAY + WEEK)
        await passes(box, 10)
        assert box.calendar.day == MONDAY + WEEK - timedelta(days=1)
        assert await box.classes_read(incident) == ALL, "a day before it is whole"
        await passes(box, 1)
        assert await box.classes_read(incident) == set()
        assert await box.classes_read(other) == ALL
        [certificate] = await box.certificates()
        assert (certificate.incident, set(certificate.classes), certificate.keys) == (incident, ALL, 4)
        assert f"the safety office opened all of it, up to entry {last}" in certificate.rule
        assert box.forgetting.announced() == ()
        assert opened_by_a_thief(tmp_path, wraps) == set()
        assert traces(tmp_path, wraps) == 0
        await passes(box, 7)
        assert opened_by_a_thief(tmp_path, wraps, from_a_backup=True) == set(), "nor with the wraps of an old backup"
        assert await box.classes_read(other) == ALL
    async with years_at(tmp_path, MONDAY + 3 * WEEK, WANTED) as box:
        await box.forgetting.daily_round()
        assert await box.certificates() == [certificate], "nothing is forgotten twice"
        left = await box.records.open(incident)
        assert left is not None
        says = nothing_left(left.destroyed[-1], box.engine.board.index)
        assert f"up to entry {last}; ask the safety office for it" in says


async def test_the_log_still_verifies_and_tells_what_was_announced_and_forgotten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        await to_forget(box)
        await passes(box, 7)
        assert len(await box.certificates()) == 1
    folders = ("--data", str(tmp_path), "--run", str(tmp_path / "run"))
    assert await asyncio.to_thread(log_command.main, ["verify", *folders]) == 0
    capsys.readouterr()
    assert await asyncio.to_thread(log_command.main, ["show", *folders, "--last", "60"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "1 record stands on the morning check: forgotten here soon." in shown
    assert "Destroyed by rule (forget-opened, once the safety office opened all of it, up to entry" in shown
    assert "No record will be forgotten here for now." in shown


@pytest.mark.parametrize(
    ("retention", "says"),
    [
        (Retention(approved="the board"), "The plan does not say"),
        (Retention(forget_opened=True), "Nobody approved the schedule"),
    ],
)
async def test_nothing_is_forgotten_unless_the_plan_says_so_and_somebody_approved_it(
    tmp_path: Path, retention: Retention, says: str
) -> None:
    async with years_at(tmp_path, MONDAY, retention) as box:
        incident = await box.record()
        await box.opened(incident)
        await passes(box, 21)
        assert says in box.forgetting.why_not()
        assert box.forgetting.announced() == ()
        assert await box.classes_read(incident) == ALL


async def test_a_plan_that_wants_it_no_more_takes_everything_off_the_morning_check(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        incident = await to_forget(box)
    async with years_at(tmp_path, MONDAY + WEEK, Retention(approved="the board")) as box:
        assert len(box.forgetting.announced()) == 1, "what stands is read again at a start"
        await box.forgetting.daily_round()
        assert box.forgetting.announced() == ()
        assert await box.classes_read(incident) == ALL


async def held(box: Years) -> IncidentId:
    incident = await box.record()
    await box.hold(incident)
    return incident


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (held, "It is held"),
        (lambda box: box.record(reviewed=False), "It is not reviewed"),
        (lambda box: box.record(offered=False), "not offered a full copy"),
        (lambda box: box.call(Outcome.TEST), "It is not reviewed"),
    ],
)
async def test_each_condition_keeps_it_alone_and_says_so(
    tmp_path: Path, make: Callable[[Years], Coroutine[Any, Any, IncidentId]], says: str
) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        incident = await make(box)
        await box.opened(incident)
        assert says in " ".join(await box.forgetting.keeps(incident))
        await passes(box, 15)
        assert box.forgetting.announced() == ()
        assert await box.certificates() == []


async def test_what_the_office_did_not_open_whole_stays(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        unopened, behind = await box.record(), await box.record()
        opened = await box.opened(behind)
        await viewed(box, behind)
        assert await box.forgetting.keeps(unopened) == ("The safety office has not opened it yet.",)
        [says] = await box.forgetting.keeps(behind)
        assert says.startswith(f"The safety office opened it up to entry {opened} only, and its last one is ")
        await passes(box, 15)
        assert await box.certificates() == []


async def test_a_duty_that_is_not_closed_keeps_it(tmp_path: Path) -> None:
    owed = ["Name a point of contact."]

    async def duties_open(record: Record) -> tuple[str, ...]:
        return tuple(owed)

    async with years_at(tmp_path, MONDAY, WANTED, duties_open) as box:
        incident = await box.record()
        await box.opened(incident)
        await passes(box, 15)
        assert await box.forgetting.keeps(incident) == (
            "Something is still owed after it: not all of its duties are closed.",
        )
        assert await box.classes_read(incident) == ALL
        owed.clear()
        await passes(box, 14)
        assert await box.classes_read(incident) == set()


async def test_by_the_shipped_rules_a_record_of_an_injury_owes_something_and_stays(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        incident, test = await box.record(), await box.call(Outcome.TEST)
        owed = Owed(box.engine, box.records, box.logbook, box.queries, breath_s=0)
        record, tested = await box.records.open(incident), await box.records.open(test)
        assert record is not None and tested is not None
        assert await owed.open_of(record)
        assert await owed.open_of(tested) == (), "a test owes nothing"


async def viewed(box: Years, incident: IncidentId) -> None:
    await box.write(incident, RecordViewed(incident=incident, by=SOMEBODY, klass=A, classes=(B,)))


async def test_whoever_reads_or_holds_it_takes_it_off_and_it_begins_anew(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        incident = await to_forget(box)
        await passes(box, 6)
        await viewed(box, incident)
        await passes(box, 1)
        assert box.forgetting.announced() == (), "the office has not opened that reading"
        await box.opened(incident)
        await passes(box, 1)
        assert [each.days for each in box.forgetting.announced()] == [1]
        await passes(box, 6)
        await box.hold(incident)
        await box.opened(incident)
        await passes(box, 8)
        assert box.forgetting.announced() == ()
        await box.hold(incident, on=False)
        await box.opened(incident)
        await passes(box, 1)
        assert await box.classes_read(incident) == ALL
        await passes(box, 14)
        assert await box.classes_read(incident) == set()


async def test_a_hold_and_its_release_between_two_rounds_begin_it_anew(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        incident = await to_forget(box)
        await passes(box, 6)
        await box.hold(incident)
        await box.hold(incident, on=False)
        await box.opened(incident)
        await passes(box, 1)
        assert [each.days for each in box.forgetting.announced()] == [1]
        assert await box.classes_read(incident) == ALL


async def test_days_on_which_the_box_was_off_do_not_count_nor_does_a_clock_that_jumps(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        incident = await to_forget(box)
    async with years_at(tmp_path, MONDAY + 4 * WEEK, WANTED) as box:
        for _ in range(3):
            await box.forgetting.daily_round()  # as at each start
        assert [each.days for each in box.forgetting.announced()] == [2]
        await passes(box, 4)
        assert await box.classes_read(incident) == ALL
        await box.turn_to(MONDAY + WEEK)
        await box.forgetting.daily_round()
        assert [each.days for each in box.forgetting.announced()] == [1], "the clock was wrong before"


async def test_with_another_safety_office_what_the_former_one_opened_counts_no_more(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        incident = await to_forget(box)
        await passes(box, 6)
        await box.engine.submit(TrustOffice(by="an administrator", root=bytes(32))).kept
        assert box.forgetting.announced() == ()
        await passes(box, 15)
        assert await box.classes_read(incident) == ALL


async def test_while_a_call_is_open_nothing_is_forgotten(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        incident = await to_forget(box)
        await passes(box, 6)
        await box.turn_to(MONDAY + WEEK)
        raised = await box.press()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await box.forgetting.daily_round()
        assert await box.classes_read(incident) == ALL
        await box.answer(raised)
        async with patient():
            await box.forgetting.daily_round()
        assert await box.classes_read(incident) == set()


async def test_on_low_battery_it_waits_and_stays_announced(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        incident = await to_forget(box)
        await passes(box, 6)
        await box.turn_to(MONDAY + WEEK)
        box.engine.heard.spares_power = True
        assert await box.forgetting.look() == []
        assert "on low battery" in box.forgetting.why_not()
        assert len(box.forgetting.announced()) == 1
        box.engine.heard.spares_power = False
        assert [each.incident for each in await box.forgetting.look()] == [incident]


async def test_what_cannot_be_read_whole_is_not_forgotten_because_it_may_be_a_hold(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        incident = await box.record()
    later = MONDAY + 2 * WEEK
    async with years_at(tmp_path, later, WANTED) as box:
        await box.write(incident, box.fact(incident, "summary", "", "Written later, under another week's key."))
        await box.opened(incident)
    hidden = tmp_path / "keys" / "reading" / "2026-W39.key"
    hidden.unlink()
    (tmp_path / "keys" / "copies" / "reading" / hidden.name).unlink()
    async with years_at(tmp_path, later + 2 * WEEK, WANTED) as box:
        assert any("cannot be read here" in each for each in await box.forgetting.keeps(incident))
        await passes(box, 15)
        assert await box.certificates() == []


async def test_a_record_whose_medical_facts_went_by_the_schedule_is_forgotten_whole(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, Retention(approved="the board", injury_years=5)) as box:
        incident = await box.record()
        await box.turn_to(date(2032, 1, 6))
        await box.forgetting.daily_round()
        assert await box.classes_read(incident) == {A, B, C}
        await box.opened(incident)
    async with years_at(tmp_path, date(2032, 1, 12), WANTED) as box:
        await box.forgetting.daily_round()
        await passes(box, 7)
        assert await box.classes_read(incident) == set()
        assert [each.classes for each in await box.certificates()] == [(D,), (A, B, C)]


async def test_many_records_at_once_cost_one_entry_a_day(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        incidents = [await box.record() for _ in range(3)]
        for incident in incidents:
            await box.opened(incident)
        await box.forgetting.daily_round()
        head = box.engine.head
        await box.forgetting.daily_round()
        assert box.engine.head == head, "a second look on one day writes nothing"
        await passes(box, 7)
        assert {each.incident for each in await box.certificates()} == set(incidents)
