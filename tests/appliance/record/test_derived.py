"""Tests what the appliance fills in by itself."""

import pytest

from appliance.core.calls.commands import (
    Acknowledge,
    Arrive,
    BeginRecord,
    Confirm,
    Dispatch,
    Downgrade,
    LocateCall,
    NoteSeclusion,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.calls.events import CallShown
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place
from appliance.core.ground.words import Actor, Answer, BuildingResponse, KnownBy, NoBreak, Outcome
from appliance.core.practice.commands import MakeReal, StartDrill
from appliance.plan.ids import DeskId, PersonId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import NO_PLAN, Kind, Role
from appliance.record.decide import next_item
from appliance.record.derived import derived, seconds_between, standing
from appliance.record.fields import FIELDS
from appliance.record.schema import Shape
from appliance.record.values import why_not
from appliance.record.words import Klass, Part, Value
from tests.appliance.core.calls.telephones import STRANGER, phones, texts, with_telephones
from tests.appliance.core.story import WALL_MS, Story
from tests.appliance.record.telling import Writing, record_of


def seen(story: Story, *responses: BuildingResponse) -> dict[str, Value]:
    """Give the facts without a group by their field, and those of responders as `responder.name responder-1`."""
    record = record_of(story)
    record.responses += responses
    facts = derived(record, story.board.index)
    return {f"{fact_id.field} {fact_id.item}".strip(): value for fact_id, value in facts.items()}


@pytest.fixture
def story() -> Story:
    return Story()


def whole_response(story: Story) -> None:
    story.at(100)
    story.press("B204", ago_ms=2_000)
    story.at(100.6)
    story.fold(CallShown(incident=story.call.incident, desk=DeskId("front")))
    story.at(104)
    story.desk("front", Acknowledge)
    story.at(110)
    story.desk("front", Dispatch, role=Role.LEAD)
    story.desk("front", Dispatch, role=Role.NURSE)
    story.at(118)
    story.desk("front", Confirm, responder="Ana Ortiz", answer=Answer.BY_RADIO)
    story.at(200)
    story.desk("front", Arrive, responder="Ana Ortiz")
    story.at(900)
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz")


def test_a_whole_response_with_its_times_and_the_seconds_between(story: Story) -> None:
    whole_response(story)
    facts = seen(story)
    assert facts["room"] == "204"
    assert (facts["room_name"], facts["floor"], facts["school"]) == ("Room 204", "2", "Test school")
    assert (facts["source"], facts["call_kind"], facts["mode"]) == ("button", "assist", "actual")
    assert facts["received_at"] == WALL_MS + 100_000
    assert "practice_until" not in facts
    assert facts["pressed_at"] == facts["occurred_at"] == WALL_MS + 98_000
    assert facts["occurred_precision"] == "approximate"
    steps = ("shown", "acknowledged", "dispatched", "confirmed", "on_scene", "stood_down")
    assert [facts[f"{step}_after_s"] for step in steps] == [0, 4, 10, 18, 100, 800]
    assert facts["stood_down_at"] == WALL_MS + 900_000
    assert (facts["outcome"], facts["saw_room"], facts["nobody_acknowledged"]) == ("attended", "Ana Ortiz", False)


def test_responders_have_the_role_they_were_sent_in_and_the_others_their_role_alone(story: Story) -> None:
    whole_response(story)
    facts = seen(story)
    assert facts["responder.role responder-1"] == "lead"
    assert facts["responder.name responder-1"] == "Ana Ortiz"
    assert facts["responder.on_scene_at responder-1"] == WALL_MS + 200_000
    assert facts["responder.role responder-2"] == "nurse"
    assert "responder.name responder-2" not in facts


def test_a_responder_sent_by_name_and_one_whom_only_a_role_was_noted_of(story: Story) -> None:
    story.press("B204")
    story.desk("front", Dispatch, role=Role.NURSE, person=PersonId("ben"))
    story.desk("front", Arrive, responder="security")
    story.desk("front", Arrive, responder="Somebody Else")
    facts = seen(story)
    assert (facts["responder.name responder-1"], facts["responder.role responder-1"]) == ("Ben Ruiz", "nurse")
    assert facts["responder.role responder-2"] == "security"
    assert (facts["responder.name responder-3"], facts["responder.role responder-3"]) == ("Somebody Else", "other")


def test_nothing_about_behavior_follows_from_the_button(story: Story) -> None:
    for contact in ("help", "hold", "medical"):
        told = Story()
        told.press("B204", contact)
        fields = {fact_id.field for fact_id in derived(record_of(told), told.board.index)}
        kept = {FIELDS[each] for each in fields}
        assert all(each.klass is Klass.OPERATIONAL for each in kept)
        assert {each.field for each in kept if each.part is not Part.SYSTEM} == {"occurred_at", "occurred_precision"}


def test_an_emergency_lowered_and_pressed_again_is_what_it_is_now(story: Story) -> None:
    story.press("B204")
    story.desk("front", Upgrade, kind=Kind.EMERGENCY)
    assert seen(story)["call_kind"] == "emergency"
    story.desk("front", Acknowledge)
    story.desk("front", Arrive, responder="Ana Ortiz")
    story.desk("front", Downgrade, kind=Kind.ASSIST)
    assert seen(story)["call_kind"] == "assist"
    story.press("B204", "medical")
    assert (seen(story)["call_kind"], seen(story)["presses"]) == ("medical", 2)


def test_what_was_undone_at_once_is_left_out(story: Story) -> None:
    story.press("B204")
    story.desk("front", Acknowledge)
    incident = story.call.incident
    story.at(1)
    story.desk("front", StandDown, outcome=Outcome.NO_HELP_NEEDED, saw_room="Ana Ortiz")
    assert seen(story)["outcome"] == "no-help-needed"
    story.at(3)
    assert story.desk("front", Undo, incident=incident) is None
    facts = seen(story)
    assert "outcome" not in facts
    assert "stood_down_at" not in facts
    assert facts["acknowledged_after_s"] == 0


def test_a_call_nobody_acknowledged_says_so(story: Story) -> None:
    story.press("B204")
    story.at(200)
    facts = seen(story)
    assert facts["nobody_acknowledged"] is True
    assert "acknowledged_at" not in facts


def test_practice_and_tests_are_marked(story: Story) -> None:
    story.desk("front", StartDrill, name="Fire", rooms=(RoomId("201"),), ends_after_s=600)
    story.press("B201")
    assert seen(story)["mode"] == "exercise"
    assert seen(story)["drill"]
    story.press("B204")
    story.desk("front", StandDown, outcome=Outcome.TEST, saw_room="")
    assert seen(story)["mode"] == "test"
    assert "drill" not in seen(story)


def test_practice_made_real_is_real_and_only_what_was_done_since_counts(story: Story) -> None:
    story.desk("front", StartDrill, name="Fire", rooms=(RoomId("201"),), ends_after_s=600)
    story.press("B201")
    story.desk("front", Dispatch, role=Role.NURSE)
    story.desk("front", Confirm, responder="Ben Ruiz", answer=Answer.BY_RADIO)
    story.at(60)
    story.desk("front", MakeReal)
    assert (seen(story)["mode"], seen(story).get("drill")) == ("actual", None)
    assert "acknowledged_at" not in seen(story) and "responder.name responder-1" not in seen(story)
    story.at(66)
    story.desk("front", Acknowledge)
    facts = seen(story)
    assert (facts["acknowledged_at"], facts["acknowledged_after_s"]) == (WALL_MS + 66_000, 6)
    assert (facts["received_at"], facts["practice_until"]) == (WALL_MS, WALL_MS + 60_000)
    story.at(90)
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz")
    assert seen(story)["stood_down_after_s"] == 30


def test_an_untrusted_clock_makes_the_time_unknown_and_the_seconds_come_from_the_steady_one(story: Story) -> None:
    story.week_minute = None
    story.press("B204", ago_ms=None)
    story.started_wall_ms += 1_000_000  # as if the clock was set
    story.at(7)
    story.desk("front", Acknowledge)
    facts = seen(story)
    assert facts["occurred_precision"] == "unknown"
    assert "pressed_at" not in facts
    assert "occurred_at" not in facts
    assert facts["acknowledged_after_s"] == 7


def test_over_a_restart_the_trusted_wall_clock_counts_on(story: Story) -> None:
    story.at(50)
    story.press("B204")
    story.restart(after_ms=60_000)
    story.desk("front", Acknowledge)
    assert seen(story)["acknowledged_after_s"] == 60


@pytest.mark.parametrize(
    ("earlier", "later", "seconds"),
    [
        (Moment(9_000, 1_000, 5), Moment(1_000, 91_499, 6), 90),
        (Moment(9_000, 1_000, None), Moment(1_000, 91_000, 6), None),
        (Moment(1_000, 91_000, None), Moment(2_600, 1_000, 6), 1),
        (Moment(0, 1_900, 5), Moment(0, 6_899, 5), 4),
    ],
)
def test_seconds_between_two_moments(earlier: Moment, later: Moment, seconds: int | None) -> None:
    assert seconds_between(earlier, later) == seconds


def test_an_incident_nobody_pressed_for_has_a_source_and_the_time_it_was_said_to_have(story: Story) -> None:
    happened_ms = WALL_MS - 2 * 86_400_000
    begun = BeginRecord(room=RoomId("203"), kind=Kind.ASSIST, known_by=KnownBy.REPORTED_LATER, occurred_ms=happened_ms)
    story.tell(begun, Actor(DeskId("front")))
    facts = seen(story)
    assert (facts["source"], facts["occurred_at"], facts["room_name"]) == ("reported-later", happened_ms, "Room 203")
    assert facts["received_at"] == WALL_MS
    assert "acknowledged_at" not in facts


def test_a_break_that_was_no_break_is_a_seclusion_until_somebody_says_otherwise(story: Story) -> None:
    noted = NoteSeclusion(room=RoomId("203"), why=NoBreak.DOOR_HELD, known_by=KnownBy.RADIO, ago_s=600)
    story.tell(noted, Actor(DeskId("front")))
    record = record_of(story)
    facts = derived(record, story.board.index)
    assert standing(record, facts, "restraint_used") is True
    assert standing(record, facts, "restraint.type", "restraint-1") == "seclusion"
    assert standing(record, facts, "restraint.began", "restraint-1") == WALL_MS - 600_000
    writing = Writing(record)
    writing.write("restraint.seconds", 300, "restraint-1")
    assert record.items["restraint"] == ["restraint-1"], "people write the rest into this item"
    assert next_item(record, "restraint") == "restraint-2", "another restraint is another item"
    writing.write("restraint_used", False)
    assert standing(record, facts, "restraint_used") is False


def test_a_response_of_the_building_is_what_the_class_did_until_somebody_says_otherwise(story: Story) -> None:
    story.press("B204")
    assert seen(story, BuildingResponse.HOLD)["room_action"] == ("hold",)
    record = record_of(story)
    record.responses.append(BuildingResponse.HOLD)
    facts = derived(record, story.board.index)
    writing = Writing(record)
    writing.write("room_action", ("hold", "room-clear"))
    assert standing(record, facts, "room_action") == ("hold", "room-clear")
    writing.write("room_action", None)
    assert standing(record, facts, "room_action") is None


def test_amendments_are_counted_by_their_reasons(story: Story) -> None:
    story.press("B204")
    writing = Writing(record_of(story))
    writing.write("behavior", "battery")
    writing.write("behavior", "threat", why="nobody was touched")
    facts = {fact_id.field: value for fact_id, value in derived(writing.record, story.board.index).items()}
    assert (facts["amendments"], facts["status"]) == (1, "draft")


def test_every_fact_fits_its_field_and_nobody_else_fills_a_field_of_the_appliance(story: Story) -> None:
    whole_response(story)
    record = record_of(story)
    record.responses += [BuildingResponse.SECURE, BuildingResponse.LOCKDOWN]
    for fact_id, value in derived(record, story.board.index).items():
        assert why_not(FIELDS[fact_id.field], value) == "", fact_id
        assert value is not None
        assert FIELDS[fact_id.field].shape is not Shape.ITEM


def test_a_room_the_plan_no_longer_has_keeps_its_id(story: Story) -> None:
    story.press("B204")
    facts = {fact_id.field: value for fact_id, value in derived(record_of(story), PlanIndex(NO_PLAN)).items()}
    assert facts["room_name"] == "204"
    assert "floor" not in facts


def test_an_acknowledgement_that_came_with_a_pair_is_taken_back_with_it(story: Story) -> None:
    story.press("B201")
    incident = story.call.incident
    assert story.desk("front", Dispatch, incident=incident, role=Role.LEAD, beside=Role.NURSE) is None
    story.at(3)
    assert story.desk("front", Undo, incident=incident) is None
    facts = seen(story)
    assert "acknowledged_at" not in facts and "dispatched_at" not in facts
    assert not [name for name in facts if name.startswith("responder.")]


def test_the_place_is_where_a_person_said_it_is_and_no_number_is_a_fact_of_the_record() -> None:
    story = Story(with_telephones())
    phones(story, STRANGER, outside=True)
    assert (seen(story)["room_name"], seen(story).get("room"), seen(story)["source"]) == (
        "place unknown",
        None,
        "phone",
    )
    story.desk("front", LocateCall, place=Place(room=RoomId("204")))
    assert (seen(story)["room_name"], seen(story)["room"], seen(story)["floor"]) == ("Room 204", "204", "2")
    story.desk("front", Undo)
    assert seen(story)["room_name"] == "place unknown"
    assert STRANGER not in repr(seen(story)), "nothing groups or exports by who called"


def test_a_text_is_a_source_of_its_own() -> None:
    story = Story(with_telephones())
    texts(story, STRANGER, "help 204")
    assert (seen(story)["source"], seen(story)["room_name"]) == ("text", "place unknown, near Room 204")
