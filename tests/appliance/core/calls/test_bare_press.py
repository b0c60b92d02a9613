"""Tests the smallest press that still rings."""

from appliance.core.calls.commands import RaiseCall
from appliance.core.calls.raising import BARE_CHARACTERS_MAX, bare_call
from appliance.core.ground.place import Place
from appliance.core.ground.words import Door, Source
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind
from appliance.record import codec
from tests.appliance.core.story import Story, school

INDEX = PlanIndex(school())


def press(button: str, room: str, counter: int = 10**30, kind: Kind = Kind.MEDICAL) -> RaiseCall:
    source = Source(Door.BUTTON, ButtonId(button), "hold\udc80", counter, ledger="\udc80")
    return RaiseCall(place=Place(room=RoomId(room)), kind=kind, source=source, pressed_ago_ms=0)


def test_room_kind_door_and_button_are_left_and_nobody_knows_its_age():
    bare = bare_call(press("B201", "201"), INDEX)
    source = Source(Door.BUTTON, ButtonId("B201"))
    assert bare == RaiseCall(place=Place(room=RoomId("201")), kind=Kind.MEDICAL, source=source, pressed_ago_ms=None)


def test_the_room_is_the_plans_whatever_the_press_says():
    assert bare_call(press("B201", "\udc80"), INDEX).place == Place(room=RoomId("201"))


def test_a_button_that_no_plan_knows_has_a_name_that_can_be_kept_and_shown():
    bare = bare_call(press("\udc80" * 1000, "unplaced:\udc80" + "x" * 1000), INDEX)
    assert bare.place.room is not None and bare.place.room.startswith("unplaced:\\udc80xx")
    assert bare.source.button is not None
    assert len(bare.place.room) == len(bare.source.button) == BARE_CHARACTERS_MAX


def test_it_rings_and_can_be_kept(story: Story):
    story.tell(bare_call(press("B201", "201"), story.board.index))
    [incident] = story.board.incidents.values()
    assert incident.ringing and incident.kind is Kind.MEDICAL and incident.drill is None
    assert all(codec.encode(story.now, event) for event in story.seen)


def test_what_is_bare_already_stays_as_it_is_and_so_does_what_is_no_press():
    bare = bare_call(press("B201", "201"), INDEX)
    assert bare_call(bare, INDEX) == bare
    nothing = RaiseCall(place=None, kind=None, source=None)  # type: ignore[arg-type]
    assert bare_call(nothing, INDEX) is nothing
