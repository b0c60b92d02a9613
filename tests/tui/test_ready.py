"""Tests who is ready at the screen: by one key, gaps first; a gap is filled by keys alone; names go with whoever signed in."""

import pytest
from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.listed.readiness import FillGap
from appliance.doors.readiness.desk import AWAY
from appliance.flows.people.ready import FILL, ONLY_WHO_SCHEDULES
from appliance.plan.model import Role
from tests.tui.boards import FACTS, MORNING, board, call
from tests.tui.conftest import Sits
from tests.tui.ready import GAP, SCHEDULING
from tests.tui.stage import Stage

pytestmark = pytest.mark.slow

LEAD = next(person for person in FACTS.people if Role.LEAD in person.roles)


async def test_a_key_shows_gaps_first_and_nobody_signs_in(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.presses("6")
        await person.sees("WHO IS READY: 1 gap in the coming week", GAP.says, "not for evaluation", "31 of 40")
        assert person.screen.index(GAP.says) < person.screen.index("31 of 40")
        await person.presses("enter")
        await person.sees(ONLY_WHO_SCHEDULES[:40])
        await person.presses("6")
        await person.sees("Buttons")
    assert stage.proofs == [] and stage.scheduled == []


async def test_a_gap_is_filled_by_keys_alone(stage: Stage, sits: Sits) -> None:
    stage.ready = SCHEDULING
    async with sits() as person:
        stage.shows(board(proven=True))
        await person.is_signed_in()
        await person.presses("6")
        await person.sees("Ana Ortiz and Ben Ruiz")
        await person.presses("enter")
        await person.sees("1 Fill a gap", "Note a training")
        await person.presses("1")
        await person.sees("WHICH GAP IS FILLED?", "as the team lead")
        await person.presses("1")
        await person.sees("WHICH HOURS ARE TAKEN?", "all of it: 10:00-12:00", "11:00-12:00")
        await person.presses("3")
        await person.sees("WHO TAKES IT, as the team lead?", LEAD.name)
        await person.presses(*LEAD.name.split()[0].lower(), "down", "enter")
        await person.until(lambda: bool(stage.scheduled), "the hour is taken")
        await person.sees(FILL.done)
    assert stage.scheduled == [
        FillGap(request=0, person=LEAD.person, role=Role.LEAD, day=GAP.day, start_min=660, end_min=720)
    ]


async def test_why_it_was_not_done_is_said(stage: Stage, sits: Sits) -> None:
    stage.ready = SCHEDULING
    stage.scheduled_answer = Reply(request=0, ok=False, says=AWAY)
    async with sits() as person:
        stage.shows(board(proven=True))
        await person.is_signed_in()
        await person.presses("6")
        await person.sees("Ana Ortiz")
        await person.presses("enter")
        await person.sees("Give back an hour")
        await person.presses("2")
        await person.sees("Wed 2 Dec, 09:00-10:00, Nurse: Cal Stone")
        await person.presses("enter")
        await person.sees(AWAY[:50])


async def test_names_go_with_whoever_signed_in_and_a_call_shows_above(stage: Stage, sits: Sits) -> None:
    stage.ready = SCHEDULING
    async with sits() as person:
        stage.shows(board(proven=True))
        await person.is_signed_in()
        await person.presses("6")
        await person.sees("Ana Ortiz")
        stage.ready = replace(SCHEDULING, named=(), adults=(), hours=(), noted=(), own=(), schedules=False)
        stage.shows(board(call(12, "B204"), proven=False))
        await person.sees("B204", "31 of 40")
        await person.sees_no_more("Ana Ortiz")
        assert person.app.model.ready is not None and not person.app.model.ready.adults


async def test_the_morning_check_names_the_next_gap(stage: Stage, sits: Sits) -> None:
    stage.morning = replace(MORNING, gaps=f"{GAP.says}; 2 more gaps within a week")
    async with sits() as person:
        await person.presses("g")
        await person.sees("Team gap", "nobody leads the team")
