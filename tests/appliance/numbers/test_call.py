"""Tests what the figures take of a record: a call told from its first press, and nothing that names a room, a person or a kind of call."""

import pytest

from appliance.core.calls.commands import Acknowledge, Arrive, BeginRecord, Confirm, Dispatch, NoteOtherHelp, StandDown
from appliance.core.ground.words import Actor, Answer, KnownBy, Outcome
from appliance.core.practice.commands import MakeReal, StartDrill
from appliance.numbers.call import Call, Step, call_of
from appliance.plan.ids import DeskId, RoomId
from appliance.plan.model import Kind, Role
from appliance.plan.other_help import HelpKind
from appliance.words.other_help import HelpOutcome
from tests.appliance.core.story import MONDAY_10_00, WALL_MS, Story
from tests.appliance.record.telling import Writing, record_of


@pytest.fixture
def story() -> Story:
    return Story()


def counted(story: Story, **facts: str) -> Call | None:
    writing = Writing(record_of(story))
    writing.facts(**facts)
    return call_of(writing.record, story.board.index)


def helped(story: Story) -> None:
    story.at(104)
    story.desk("front", Acknowledge)
    story.at(110)
    story.desk("front", Dispatch, role=Role.LEAD)
    story.at(118)
    story.desk("front", Confirm, responder="Ana Ortiz", answer=Answer.BY_RADIO)
    story.at(200)
    story.desk("front", Arrive, responder="Ana Ortiz")


def over(story: Story, outcome: Outcome = Outcome.ATTENDED) -> None:
    story.desk("front", StandDown, outcome=outcome, saw_room="Ana Ortiz")


def test_a_whole_response_counts_with_its_seconds_and_what_people_wrote(story: Story) -> None:
    story.at(100)
    story.press("B204")
    helped(story)
    over(story)
    assert counted(story, location_type="hallway", setting="small-group") == Call(
        wall_ms=WALL_MS + 100_000,
        week_minute=MONDAY_10_00,
        after_s={Step.ACKNOWLEDGED: 4, Step.CONFIRMED: 18, Step.ON_SCENE: 100},
        unattended=False,
        practice=False,
        place_kind="hallway",
        setting="small-group",
    )


def test_help_from_outside_counts_by_kind_as_it_was_noted_last(story: Story) -> None:
    story.at(100)
    story.press("B204")
    for helper, outcome in (
        ("988", HelpOutcome.CALLED),
        ("family", HelpOutcome.COMING),
        ("988", HelpOutcome.BY_PHONE),
        ("family", HelpOutcome.COULD_NOT_COME),
    ):
        story.desk("front", NoteOtherHelp, helper=helper, outcome=outcome)
    over(story)
    call = counted(story)
    assert call is not None and call.helped == {HelpKind.CRISIS_LINE: True, HelpKind.FAMILY: False}


def test_nothing_that_names_a_room_a_person_or_a_kind_of_call_goes_into_figures() -> None:
    assert set(Call.__struct_fields__) == {
        "wall_ms", "week_minute", "after_s", "unattended", "practice", "place_kind", "setting", "helped",
    }  # fmt: skip


def test_an_open_call_a_break_and_an_incident_without_a_call_do_not_count(story: Story) -> None:
    story.at(100)
    story.press("B204")
    assert counted(story) is None, "it is still open"
    story.press("B203", contact="tap-out")
    over(story, Outcome.COVERED)
    assert counted(story) is None, "nothing shows how often somebody asked for a break"
    begun = BeginRecord(room=RoomId("204"), kind=Kind.ASSIST, known_by=KnownBy.PHONE, occurred_ms=WALL_MS)
    story.tell(begun, Actor(DeskId("front")))
    assert counted(story) is None


def test_a_call_at_a_time_that_nobody_knows_does_not_count(story: Story) -> None:
    story.week_minute = None
    story.press("B204")
    helped(story)
    over(story)
    assert counted(story) is None


def test_a_step_that_nobody_recorded_is_absent_and_not_zero(story: Story) -> None:
    story.at(100)
    story.press("B204")
    story.at(104)
    story.desk("front", Acknowledge)
    over(story)
    call = counted(story)
    assert call is not None and call.after_s == {Step.ACKNOWLEDGED: 4}


def test_a_call_is_unattended_if_the_ladder_ended_first_or_nobody_came(story: Story) -> None:
    story.at(100)
    story.press("B204")
    story.at(400)
    story.desk("front", Acknowledge)
    over(story)
    late = counted(story)
    assert late is not None and late.unattended
    story.press("B203")
    story.desk("front", Acknowledge)
    over(story, Outcome.NOT_ATTENDED)
    nobody = counted(story)
    assert nobody is not None and nobody.unattended


def test_practice_is_marked_as_practice_until_somebody_makes_it_real(story: Story) -> None:
    story.desk("front", StartDrill, name="Fire", rooms=(RoomId("201"), RoomId("202")), ends_after_s=600)
    story.at(100)
    story.press("B201")
    helped(story)
    over(story)
    drilled = counted(story)
    assert drilled is not None and drilled.practice
    story.press("B202")
    story.desk("front", Acknowledge)
    story.at(260)
    story.desk("front", MakeReal)
    story.at(266)
    story.desk("front", Acknowledge)
    over(story)
    real = counted(story)
    assert real is not None and not real.practice
    assert real.after_s == {Step.ACKNOWLEDGED: 6}, "an answer in practice was no answer"
