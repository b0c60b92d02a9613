"""Tests how a running school watches the line: what was not opened in time, receipts that are put off, troubles raised and restored."""

import asyncio

import pytest

from appliance.api.feed.messages import LineState
from appliance.clock import SystemClock
from appliance.core.calls.commands import StandDown
from appliance.core.ground.words import Actor, Outcome
from appliance.district.keeper import RECEIPT_EVERY_MS
from appliance.district.overdue import OPENED_WITHIN_MS, Overdue
from appliance.district.supervisor import DistrictSupervisor
from appliance.district.troubles import NAMED
from appliance.engine.outcome import Done
from appliance.envelope.deposit import ForkDecided
from appliance.envelope.statements import NoticeType
from appliance.plan.ids import IncidentId
from tests.appliance.district.conftest import School
from tests.appliance.doors.harness import FRONT
from tests.patience import patient


async def stood_down(school: School, room: str) -> IncidentId:
    """Make a whole call."""
    raised = await school.harness.press(room).kept
    incident = raised.events[0].incident  # type: ignore[union-attr]
    command = StandDown(incident=incident, outcome=Outcome.NO_HELP_NEEDED, saw_room="Ana Ortiz")
    assert isinstance(await school.harness.engine.submit(command, Actor(FRONT)).kept, Done)
    return incident


async def test_what_the_office_did_not_open_within_two_weeks_is_counted_until_it_does(school: School) -> None:
    await school.knows_the_office()
    incidents = [await stood_down(school, room) for room in ("201", "202")]
    await school.harness.press("203").kept
    overdue = Overdue(school.harness.logbook)
    now_ms = school.harness.engine.clock.now().wall_ms
    board = school.harness.engine.board
    assert await overdue.count(board, now_ms) == 0
    assert await overdue.count(board, now_ms + OPENED_WITHIN_MS) == 2
    stream = await school.harness.logbook.reader.stream_of_incident(incidents[0])
    assert stream is not None
    await asyncio.sleep(0.2)  # wait for its wraps for the office, which are further entries
    _, entry = (await school.harness.logbook.reader.of_stream(stream))[-1]
    await school.says(opened=(school.office.opened(school.reader, entry),))
    board = school.harness.engine.board
    assert await overdue.count(board, now_ms + OPENED_WITHIN_MS) == 1
    assert await Overdue(school.harness.logbook).count(board, now_ms + OPENED_WITHIN_MS) == 1


async def test_a_receipt_put_off_is_recorded_once_its_minute_has_passed(school: School) -> None:
    await school.knows_the_office()
    supervisor = DistrictSupervisor(school.harness.engine, school.harness.logbook, school.harness.keeper, SystemClock())
    await school.says(receipts=(school.office.receipt(await school.entry(2)),))
    await school.harness.press("201").kept
    newest = (await school.says(receipts=(school.office.receipt(await school.newest()),))).countersigned
    supervisor.look()
    await school.harness.press("202").kept
    assert school.harness.engine.board.district.countersigned == 2
    school.harness.keeper._recorded_ms = -RECEIPT_EVERY_MS
    supervisor.look()
    async with patient(3):
        while school.harness.engine.board.district.countersigned != newest:
            await asyncio.sleep(0.01)


async def test_a_record_that_nobody_outside_can_open_is_not_trouble_on_its_first_day(school: School) -> None:
    supervisor = DistrictSupervisor(school.harness.engine, school.harness.logbook, school.harness.keeper, SystemClock())
    school.harness.tasks.start(supervisor.run(), name="line to the district")
    async with patient(3):
        while not supervisor.looked:
            await asyncio.sleep(0.01)
    assert "office-unknown" not in school.troubles()


async def test_what_the_office_decided_against_is_not_taken_for_a_district_that_was_put_back(school: School) -> None:
    await school.knows_the_office()
    supervisor = DistrictSupervisor(school.harness.engine, school.harness.logbook, school.harness.keeper, SystemClock())
    async with asyncio.TaskGroup() as group:
        running = group.create_task(supervisor.run())
        async with patient():
            while not supervisor.looked:
                await asyncio.sleep(0.01)
        newest = (await school.says(receipts=(school.office.receipt(await school.newest()),))).countersigned
        back = LineState(reachable=True, for_ms=0, sent=newest - 2, head_state="ok")
        await school.says(line=back)
        supervisor.look()
        await school.trouble("district-rolled-back")
        theirs = ForkDecided(school.office.box, newest - 1, bytes(32))
        await school.says(line=back, notices=(school.office.notice(NoticeType.FORK_DECIDED, 1, (theirs,)),))
        await school.trouble("fork-decided-against")
        supervisor.look()
        await school.trouble("district-rolled-back", over=True)
        running.cancel()


@pytest.mark.slow
async def test_two_names_of_the_building_are_shown_and_told_until_the_district_has_the_plans(school: School) -> None:
    await school.knows_the_office()
    supervisor = DistrictSupervisor(school.harness.engine, school.harness.logbook, school.harness.keeper, SystemClock())
    school.harness.tasks.start(supervisor.run(), name="line to the district")
    plan = school.harness.engine.board.index.plan.building
    line = LineState(reachable=True, for_ms=0, head_state="ok", building_name="Roosevelt\x1b[2J")
    assert (await school.says(line=line)).plan_name == plan
    async with school.harness.console(None) as console:
        board = await console.board(lambda board: any(each.what == NAMED.what for each in board.troubles))
        (told,) = (each.detail for each in board.troubles if each.what == NAMED.what)
        assert f"'Roosevelt [2J', the plan calls it {plan!r}" in told
        assert board.district is not None and board.district.building_name == "Roosevelt [2J"
    await school.says(line=LineState(reachable=True, for_ms=0, head_state="ok", building_name=plan.upper()))
    await school.trouble(NAMED.what, over=True)
