"""Tests which way is tested when, and which has not proved itself."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from appliance.core.building.commands import StartResponse
from appliance.core.calls.commands import StandDown
from appliance.core.ground.words import BuildingResponse, Outcome
from appliance.core.messages.proving import (
    DAY_MS,
    PROVE_EVERY_DAYS,
    UNPROVED_AFTER_DAYS,
    Proof,
    day_of,
    next_test,
    still_known,
    unproved,
)
from appliance.core.messages.texts import TEXT_CHARACTERS, text_of_test
from appliance.core.practice.commands import ArmWalkTest, StartDrill
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.model import Hours
from tests.appliance.core.messages.telling import PAGE, TEXT, Telling, person, with_ways


@pytest.fixture
def story() -> Telling:
    told = Telling(with_ways(person("ana", PAGE, TEXT), person("ben", PAGE)))
    for each in ("ana-page", "ben-page"):
        told.way(PAGE, each, works=True)
    told.way(TEXT, "ana-text", works=True)
    return told


def today(story: Telling) -> int:
    day = day_of(story.now)
    assert day is not None
    return day


def tested(story: Telling, **proofs: Proof) -> str | None:
    """Give which address is tested now, if these are known: `ana_page=Proof(…)`."""
    known = {
        (each.by, each.to): proofs.get(each.to.replace("-", "_"), Proof(today(story), today(story)))
        for who in story.board.index.plan.people
        for each in who.message_ways
    }
    chosen = next_test(story.board, story.heard, known, story.now)
    return None if chosen is None else chosen[1].to


def test_a_way_is_tested_at_first_and_then_every_four_weeks(story: Telling) -> None:
    day = today(story)
    assert tested(story, ana_text=Proof(day)) == "ana-text"
    assert tested(story) is None
    assert tested(story, ben_page=Proof(day - 90, day - PROVE_EVERY_DAYS + 1)) is None
    assert tested(story, ben_page=Proof(day - 90, day - PROVE_EVERY_DAYS)) == "ben-page"


def test_the_one_whose_proof_is_oldest_comes_first(story: Telling) -> None:
    day = today(story)
    due = {"ana_page": Proof(day - 90, day - 30), "ana_text": Proof(day - 90, day - 40), "ben_page": Proof(day)}
    assert tested(story, **due) == "ben-page"
    assert tested(story, **(due | {"ben_page": Proof(day, None, day)})) == "ana-text"


def test_each_is_tested_once_a_day_until_it_proves_itself(story: Telling) -> None:
    day = today(story)
    assert tested(story, ben_page=Proof(day - 90, None, day)) is None
    story.at(DAY_MS // 1000)
    assert tested(story, ben_page=Proof(day - 90, None, day)) == "ben-page"


def test_a_clock_that_was_set_back_does_not_put_tests_off_for_years(story: Telling) -> None:
    day = today(story)
    assert tested(story, ben_page=Proof(day + 900, day + 900, day + 900)) == "ben-page"


def begins_call(story: Telling) -> None:
    story.press("B204")


def begins_lockdown(story: Telling) -> None:
    story.desk("front", StartResponse, response=BuildingResponse.LOCKDOWN)


def begins_drill(story: Telling) -> None:
    story.desk("front", StartDrill, name="Morning", rooms=(RoomId("204"),), ends_after_s=600)


def begins_walk_test(story: Telling) -> None:
    story.desk("front", ArmWalkTest, button=ButtonId("B204"))


@pytest.mark.parametrize("begins", [begins_call, begins_lockdown, begins_drill, begins_walk_test])
def test_nothing_is_tested_while_anything_happens(story: Telling, begins: Callable[[Telling], None]) -> None:
    assert tested(story, ben_page=Proof(0)) == "ben-page"
    begins(story)
    assert tested(story, ben_page=Proof(0)) is None


def test_after_the_call_it_is_tested_again(story: Telling) -> None:
    begins_call(story)
    story.desk("front", StandDown, outcome=Outcome.TEST, saw_room="")
    assert tested(story, ben_page=Proof(0)) == "ben-page"


def test_nothing_is_tested_outside_its_hours_nor_in_its_quiet_hours(story: Telling) -> None:
    plan = with_ways(person("ana", PAGE, duty=(Hours(0, 500),)))
    story.board.index = type(story.board.index)(plan)
    assert tested(story, ana_page=Proof(0)) is None
    ana = plan.people[0]
    for quiet, expected in ((Hours(590, 610), None), (Hours(610, 620), "ana-page")):
        way = replace(ana.message_ways[0], hours=(Hours(0, 1440),), quiet=(quiet,))
        story.board.index = type(story.board.index)(replace(plan, people=(replace(ana, ways=(way,)),)))
        assert tested(story, ana_page=Proof(0)) == expected


def test_nothing_is_tested_without_a_clock_or_by_a_way_that_is_known_not_to_work(story: Telling) -> None:
    story.way(PAGE, "ben-page", works=False)
    assert tested(story, ben_page=Proof(0)) is None
    story.way(PAGE, "ben-page", works=True)
    week_minute, story.week_minute = story.week_minute, None
    assert next_test(story.board, story.heard, {}, story.now) is None
    story.week_minute = week_minute


def test_a_way_that_did_not_prove_itself_in_a_month_and_a_week_is_named(story: Telling) -> None:
    day = today(story)
    for ago, named in ((UNPROVED_AFTER_DAYS, set()), (UNPROVED_AFTER_DAYS + 1, {PAGE})):
        assert unproved(story.board, {(PAGE, "ben-page"): Proof(day - 300, day - ago)}, day) == named
        assert unproved(story.board, {(PAGE, "ben-page"): Proof(day - ago)}, day) == named, "nor one that never did"


def test_of_a_way_that_the_plan_has_no_more_nothing_is_kept(story: Telling) -> None:
    plan, day = story.board.index.plan, today(story)
    proofs = still_known(story.board, {(PAGE, "ben-page"): Proof(3, 5)}, day)
    assert proofs == {(PAGE, "ana-page"): Proof(day), (TEXT, "ana-text"): Proof(day), (PAGE, "ben-page"): Proof(3, 5)}
    ben = replace(plan.people[1], agreed="")
    story.board.index = type(story.board.index)(replace(plan, people=(plan.people[0], ben)))
    assert (PAGE, "ben-page") not in still_known(story.board, proofs, day)


@pytest.mark.parametrize("is_told_delivered", [True, False])
def test_a_test_says_first_that_it_is_one_and_fits_a_text_message(is_told_delivered: bool) -> None:
    text = text_of_test(is_told_delivered=is_told_delivered)
    assert text.startswith("TEST. This is no call")
    assert len(text) <= TEXT_CHARACTERS
    assert ("answer" in text) is not is_told_delivered
