"""Tests calls by telephone and text: whose they are by the plan, which fold, and that none is dropped or believed too much."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.by_voice.calling import by_phone, by_text, room_said
from appliance.core.calls.commands import Acknowledge, RaiseCall, StandDown
from appliance.core.calls.events import CallRaised
from appliance.core.calls.raising import bare_call
from appliance.core.ground.callers import NUMBER_CHARACTERS_MAX, SAID_CHARACTERS_MAX, Caller
from appliance.core.ground.place import Place
from appliance.core.ground.words import Door, Outcome, Source
from appliance.core.practice.commands import StartDrill
from appliance.plan.ids import RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind
from tests.appliance.core.calls.telephones import ANA_OUTSIDE, STRANGER, phones, texts, with_telephones
from tests.appliance.core.story import Story

INDEX = PlanIndex(with_telephones())


@pytest.fixture
def story() -> Story:
    return Story(with_telephones())


def caller_of(call: RaiseCall) -> Caller:
    assert call.source.called_by is not None
    return call.source.called_by


# ---- who called, and where


def test_a_rooms_own_phone_is_a_call_of_the_room(story: Story) -> None:
    phones(story, "2204")
    (raised, *_) = story.seen
    assert isinstance(raised, CallRaised)
    assert (raised.room, raised.kind, raised.source.door) == (RoomId("204"), Kind.ASSIST, Door.PHONE)
    assert (story.call.unverified, story.call.place) == (False, Place(room=RoomId("204")))
    story.press("B204")
    phones(story, "2204")
    assert len(story.board.incidents) == 1 and story.call.presses == 3


@pytest.mark.parametrize(
    ("caller", "place", "unverified"),
    [
        (Caller("2204"), Place(room=RoomId("204")), False),
        (Caller("2001"), Place(words="Phone at the front desk"), False),
        (Caller("2210"), Place(), False),
        (Caller("2417"), Place(), True),
        (Caller(STRANGER, outside=True), Place(), True),
        (Caller(ANA_OUTSIDE, outside=True), Place(), True),
        (Caller("2204", outside=True), Place(), True),
        (Caller("2204", unproved=True), Place(), True),
        (Caller("2204", withheld=True), Place(), True),
        (Caller(), Place(), True),
        (Caller(withheld=True), Place(), True),
    ],
)
def test_only_the_phone_systems_word_for_an_extension_places_a_call(
    caller: Caller, place: Place, unverified: bool
) -> None:
    call = by_phone(caller, INDEX)
    assert (call.place, caller_of(call).unverified, call.pressed_ago_ms) == (place, unverified, 0)


def test_a_call_that_another_phone_passed_on_is_from_nowhere_known() -> None:
    call = by_phone(Caller("2204"), INDEX, diverted=True)
    assert (call.place, caller_of(call).unverified, caller_of(call).number) == (Place(), True, "2204")


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("+1 (720) 555-0123", STRANGER),
        ("anonymous", ""),
        ("", ""),
        ("\x1b[2J2417", "22417"),
        ("9" * 400, "9" * NUMBER_CHARACTERS_MAX),
    ],
)
def test_what_is_told_as_a_number_is_made_fit_to_be_shown(told: str, number: str) -> None:
    caller = caller_of(by_phone(Caller(told), INDEX))
    assert (caller.number, caller.withheld) == (number, not number)


def test_nobody_is_believed_who_says_that_they_are_verified() -> None:
    assert caller_of(by_phone(Caller("2417", unverified=False, said="B204"), INDEX)) == Caller("2417", unverified=True)


# ---- texts


@pytest.mark.parametrize(
    ("said", "near"), [("", None), ("204", "204"), ("office", "office"), ("999", None), ("9" * 60, None)]
)
def test_a_text_that_calls_says_a_room_at_most_and_its_place_stays_unknown(said: str, near: str | None) -> None:
    call = by_text(STRANGER, None if near is None else RoomId(near), said)
    assert (call.place, call.kind, call.pressed_ago_ms) == (
        Place(near=None if near is None else RoomId(near)),
        Kind.ASSIST,
        None,
    )
    assert caller_of(call) == Caller(STRANGER, outside=True, unverified=True, said=said[:SAID_CHARACTERS_MAX])


def test_a_room_is_said_by_its_id_its_name_or_a_number_that_no_other_room_has() -> None:
    plan = with_telephones()
    grades = (replace(plan.rooms[0], room=RoomId("B106"), name="Room 106 (Gr 1)"), *plan.rooms[1:])
    index = PlanIndex(replace(plan, rooms=grades))
    assert [room_said(said, index) for said in ("b106", "room 106 gr 1", "106", "1", "")] == [*["B106"] * 3, None, None]
    twice = (
        replace(plan.rooms[0], room=RoomId("A-12"), name="Lab"),
        replace(plan.rooms[1], room=RoomId("B-12"), name="Art"),
    )
    assert room_said("12", PlanIndex(replace(plan, rooms=twice))) is None


# ---- folding


def test_a_number_that_calls_again_calls_in_its_call_whichever_way(story: Story) -> None:
    phones(story, STRANGER, outside=True)
    story.desk("front", Acknowledge)
    assert not story.call.ringing
    texts(story, STRANGER, "HELP")
    phones(story, STRANGER, outside=True)
    assert len(story.board.incidents) == 1
    assert (story.call.presses, story.call.ringing, story.call.unanswered) == (3, True, True)
    assert [each.number for each in story.call.callers] == [STRANGER]


def test_other_numbers_are_other_calls_and_a_number_nobody_vouched_for_is_another_than_one_somebody_did(
    story: Story,
) -> None:
    phones(story, "2417")
    phones(story, "2418")
    phones(story, "2417", unproved=True)
    assert [call.spot for call in story.board.incidents.values()] == [
        ("caller", "2417"),
        ("caller", "2418"),
        ("caller", "unproved:2417"),
    ]


def test_all_calls_by_one_door_that_tell_no_number_are_one_call(story: Story) -> None:
    phones(story)
    phones(story, "2417", withheld=True)
    texts(story, "", "help")
    assert [(call.source.door, call.presses) for call in story.board.incidents.values()] == [
        (Door.PHONE, 2),
        (Door.TEXT, 1),
    ]


def test_after_its_end_the_number_makes_a_call_anew(story: Story) -> None:
    phones(story, STRANGER, outside=True)
    story.desk("front", StandDown, outcome=Outcome.NOT_ATTENDED, saw_room="")
    phones(story, STRANGER, outside=True)
    assert [call.number for call in story.board.incidents.values()] == [2]


def test_it_folds_on_after_a_power_cut(story: Story) -> None:
    texts(story, STRANGER, "help 204")
    story.restart()
    texts(story, STRANGER, "help")
    assert (len(story.board.incidents), story.call.presses, story.call.place) == (1, 2, Place(near=RoomId("204")))


# ---- practice, and what fails


def test_an_unverified_call_is_real_while_a_drill_runs_and_a_rooms_own_phone_practises(story: Story) -> None:
    story.desk("front", StartDrill, name="Drill", rooms=(RoomId("204"),))
    story.seen.clear()
    phones(story, STRANGER, outside=True)
    assert story.call.drill is None
    story.at(1)
    phones(story, "2204")
    assert [call.drill is None for call in story.board.incidents.values()] == [True, False]


def test_a_bare_call_keeps_who_called_and_nothing_that_could_be_wrong() -> None:
    broken = Source(door=Door.PHONE, caller=Caller("9" * 100, outside=True, unverified=True, said="x" * 100))
    bare = bare_call(RaiseCall(place=Place(), kind=Kind.ASSIST, source=broken), INDEX)
    kept = Caller("9" * NUMBER_CHARACTERS_MAX, outside=True, unverified=True)
    assert bare.source == Source(door=Door.PHONE, caller=kept), (
        "from outside it is no phone of a room, whatever its number"
    )
