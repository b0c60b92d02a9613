"""Tests whose lamps a round concerns, which of them were pressed first, and which presses the round counts."""

from collections.abc import Callable

from msgspec.structs import replace

from appliance.core.building.commands import StartResponse
from appliance.core.calls.commands import Acknowledge, LocateCall, StandDown, Undo
from appliance.core.ground.place import Place
from appliance.core.ground.words import BuildingResponse, Outcome
from appliance.core.practice.commands import ArmWalkTest
from appliance.core.room_clear.commands import BeginClear, CountHere, EndClear
from appliance.engine.change import Change, Unkept
from appliance.plan.ids import ButtonId, RoomId
from tests.appliance.core.calls.telephones import phones, with_telephones
from tests.appliance.core.story import Story, school


def test_every_button_of_a_room_follows_those_that_were_pressed() -> None:
    plan = school()
    twin = replace(plan.buttons[0], button=ButtonId("A201"))
    story = Story(replace(plan, buttons=(twin, *plan.buttons)))
    made = round_of(story, lambda: (story.press("B202"), story.press("B201")))
    assert made.buttons == ("B202", "B201", "A201")
    assert made.counted == ((("B202", "help", ""), 1), (("B201", "help", ""), 1))


def test_an_act_concerns_the_button_pressed_and_counts_nothing_also_when_it_closes_the_call() -> None:
    story = Story()
    story.press("B203")
    for act in (
        lambda: story.desk("front", Acknowledge),
        lambda: story.desk("front", StandDown, outcome=Outcome.NO_HELP_NEEDED, saw_room="by radio"),
    ):
        made = round_of(story, act)
        assert (made.buttons, made.counted) == (("B203",), ())
    assert not story.board.incidents


def test_a_button_told_of_without_a_press_and_one_the_plan_does_not_know() -> None:
    story = Story()
    assert round_of(story, lambda: story.desk("front", ArmWalkTest, button=ButtonId("B204"))).buttons == ("B204",)
    assert round_of(story, lambda: story.press("Z9", room="unplaced:Z9")).buttons == ("Z9",)


def test_what_every_lamp_shows_is_told_to_every_button() -> None:
    story = Story()
    made = round_of(story, lambda: story.desk("front", StartResponse, response=BuildingResponse.LOCKDOWN))
    assert made.buttons == tuple(story.board.index.buttons)


def test_a_class_on_its_way_concerns_the_buttons_of_the_room_that_it_goes_to_until_it_is_over() -> None:
    story = Story()
    rooms = {"room": RoomId("201"), "to": RoomId("202")}
    assert round_of(story, lambda: story.desk("front", BeginClear, walks="Ana", **rooms)).buttons == ("B202",)
    (clear,) = story.board.clears
    assert round_of(story, lambda: story.desk("front", CountHere, clear=clear, here=3)).buttons == ("B202",)
    assert round_of(story, lambda: story.desk("front", EndClear, clear=clear)).buttons == ("B202",)


def test_where_a_call_was_said_to_be_concerns_the_buttons_of_both_rooms() -> None:
    story = Story(with_telephones())
    phones(story, "2417")
    first, then = (Place(room=RoomId(room)) for room in ("201", "202"))
    assert round_of(story, lambda: story.desk("front", LocateCall, place=first)).buttons == ("B201",)
    assert round_of(story, lambda: story.desk("front", LocateCall, place=then)).buttons == ("B202", "B201")
    assert round_of(story, lambda: story.desk("front", Undo)).buttons == ("B201", "B202")


def test_a_change_is_volatile_only_where_nothing_was_decided() -> None:
    assert Change().volatile
    assert not Change(buttons=(ButtonId("B201"),)).volatile


def round_of(story: Story, happens: Callable[[], object]) -> Unkept:
    before = story.board.copy()
    story.seen.clear()
    happens()
    assert story.seen, "it was refused"
    return Unkept.round(tuple(story.seen), before, story.board, [])
