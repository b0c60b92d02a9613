"""Tests that every chain leaves out who cannot go now and who left the plan: before a call, while it rings, and until midnight."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.events import StepSkipped, StepTaken
from appliance.core.calls.reach import everyone, reaches, somebody_reachable, would_be_told
from appliance.core.ground.moment import today
from appliance.core.ground.place import Place
from appliance.plan.ids import PersonId, RoomId, SounderId
from appliance.plan.model import Person, Role
from tests.appliance.core.story import Story, school

ANA, CAI = PersonId("ana"), PersonId("cai")
LAST = 3
"""The step of the ladder that tells people."""


def cannot_go(story: Story, person: PersonId) -> None:
    said_for = today(story.now)
    assert said_for is not None
    story.heard.not_now[person] = said_for


def in_chains(story: Story, person: PersonId) -> set[str]:
    """Name every chain in which somebody is."""
    board, heard, now, place = story.board, story.heard, story.now, Place(room=RoomId("204"))
    told = would_be_told(board, heard, RoomId("204"), now)
    chains = {
        "at once": told.at_once,
        "later": tuple(who for step in told.later for who in step.told),
        "step": reaches(board, heard, LAST, place, now),
        "step anywhere": reaches(board, heard, LAST, None, now),
        "everyone": everyone(board, heard, place, now),
    }
    return {name for name, who in chains.items() if f"person:{person}" in who}


EVERY = {"later", "step", "step anywhere", "everyone"}


def two_leads() -> Story:
    plan = school()
    cai = Person(CAI, "Cai Wu", (Role.LEAD,), plan.people[0].duty, (SounderId("radio"),))
    return Story(replace(plan, people=(*plan.people, cai)))


def test_who_cannot_go_is_in_no_chain_and_who_can_go_is_in_all() -> None:
    story = two_leads()
    assert in_chains(story, ANA) == in_chains(story, CAI) == EVERY
    cannot_go(story, ANA)
    assert (in_chains(story, ANA), in_chains(story, CAI)) == (set(), EVERY)
    del story.heard.not_now[ANA]
    assert in_chains(story, ANA) == EVERY


def test_the_sounder_of_who_cannot_go_is_not_told_unless_somebody_else_hears_it() -> None:
    story = two_leads()
    cannot_go(story, ANA)
    assert "sounder:radio" in reaches(story.board, story.heard, LAST, None, story.now)
    cannot_go(story, CAI)
    assert "sounder:radio" not in reaches(story.board, story.heard, LAST, None, story.now)


def test_a_ringing_call_passes_over_who_said_so_meanwhile() -> None:
    story = two_leads()
    story.press("B204")
    story.at(59)
    cannot_go(story, ANA)
    story.at(60)
    (last,) = [each for each in story.seen if isinstance(each, StepTaken) and each.step == LAST]
    assert "person:cai" in last.told and "person:ana" not in last.told


def test_where_nobody_of_a_step_can_go_the_step_is_passed_over_and_the_trouble_names_it_until_somebody_can() -> None:
    plan = school()
    story = Story(
        replace(plan, ladder=(*plan.ladder[:1], replace(plan.ladder[LAST], after_s=15, desks=(), sounders=())))
    )
    cannot_go(story, ANA)
    story.press("B204")
    story.at(15)
    assert [each.step for each in story.seen if isinstance(each, StepSkipped)] == [1]
    assert "step-unreachable:1" in story.board.troubles
    del story.heard.not_now[ANA]
    story.look()
    assert "step-unreachable:1" not in story.board.troubles


def test_a_room_whose_only_people_cannot_go_reaches_nobody_and_the_chain_says_so() -> None:
    story = two_leads()
    for desk in ("front", "library"):
        story.leave(desk)
    place = Place(room=RoomId("204"))
    assert somebody_reachable(story.board, story.heard, place, story.now)
    for person in (ANA, CAI):
        cannot_go(story, person)
    assert not somebody_reachable(story.board, story.heard, place, story.now)
    assert would_be_told(story.board, story.heard, RoomId("204"), story.now).nobody


@pytest.mark.parametrize("week_minute", [2 * 1440, None])
def test_midnight_ends_it_also_where_the_clock_is_not_trusted_any_more(week_minute: int | None) -> None:
    story = two_leads()
    story.week_minute = 2 * 1440 - 1
    cannot_go(story, ANA)
    story.look()
    assert set(story.heard.not_now) == {ANA}
    story.at(60)
    story.week_minute = week_minute
    assert in_chains(story, ANA) == EVERY
    story.look()
    assert story.heard.not_now == {}


def test_who_left_the_plan_is_in_no_chain() -> None:
    story = two_leads()
    plan = story.board.index.plan
    story.adopt(replace(plan, people=tuple(each for each in plan.people if each.person != ANA)))
    assert (in_chains(story, ANA), in_chains(story, CAI)) == (set(), EVERY)


def test_nothing_of_it_is_recorded_and_a_restart_forgets_it() -> None:
    story = two_leads()
    before = len(story.recorded)
    cannot_go(story, ANA)
    story.look()
    assert len(story.recorded) == before
