"""Tests raising a call: which places are offered, what a slip offers, in which order questions are asked, and which command is made."""

import pytest

from appliance.core.calls.commands import RaiseCallFromDesk
from appliance.core.ground.place import Place
from appliance.flows.calls.raising import RAISE_CALL, RAISE_FROM_LISTS, places
from appliance.flows.flow import AskAgain
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from appliance.flows.places import like
from appliance.plan.ids import AreaName, RoomId
from appliance.plan.model import Kind
from tests.tui.boards import FACTS

KNOWN = Known(facts=FACTS)
GYM = "behind the gym"


def asked(*parts: object) -> list[str]:
    """Give the names of the parts that are asked one after the other, with these answers."""
    given, names, answers = about_nothing(KNOWN), [], iter(parts)
    while (part := RAISE_FROM_LISTS.missing(given)) is not None:
        names.append(part.name)
        given.parts[part.name] = next(answers)
    return names


def given(**parts: object) -> Given:
    return Given(KNOWN, None, None, dict(parts))


def test_the_first_place_is_a_room_and_the_last_is_the_unknown() -> None:
    values = [option.value for option in places(about_nothing(KNOWN))]
    assert values == [
        *(Place(room=room.room) for room in FACTS.rooms),
        *(Place(area=area.name) for area in FACTS.areas),
        Place(),
    ]


def test_nothing_is_offered_before_the_plan_has_come_but_that_nobody_knows() -> None:
    assert [option.value for option in places(about_nothing(Known()))] == [Place()]


@pytest.mark.parametrize(
    ("slip", "meant"), [("gymnasum", "Gymnasium"), ("playgrond", "Playground"), ("rom 117", "Room 117")]
)
def test_a_slip_offers_what_was_meant_before_the_words_as_they_stand(slip: str, meant: str) -> None:
    part = RAISE_FROM_LISTS.parts[0]
    assert part.unlike is not None
    first, *_, words, unknown = part.unlike(about_nothing(KNOWN), slip)
    assert first.says == meant
    assert (words.shown, words.value) == (f"RAISE IT FOR: {slip}", Place(words=slip))
    assert unknown.value == Place()


def test_what_is_like_nothing_offers_only_the_words_and_the_unknown() -> None:
    part = RAISE_FROM_LISTS.parts[0]
    assert part.unlike is not None
    assert [option.value for option in part.unlike(about_nothing(KNOWN), GYM)] == [Place(words=GYM), Place()]


def test_the_unknown_is_offered_once_where_the_words_are_like_it() -> None:
    part = RAISE_FROM_LISTS.parts[0]
    assert part.unlike is not None
    values = [option.value for option in part.unlike(about_nothing(KNOWN), "unknwn")]
    assert values.count(Place()) == 1


def test_what_is_most_like_stands_first_and_only_once() -> None:
    every = places(about_nothing(KNOWN))
    assert [option.says for option in like("room b204", every)][:1] == ["Room B204"]
    found = like("gym", every)
    assert len(found) == len({option.says for option in found})


@pytest.mark.parametrize(
    ("answers", "names"),
    [
        ((Place(room=RoomId("117")), Kind.ASSIST), ["place", "kind"]),
        ((Place(area=AreaName("Playground")), Kind.ASSIST), ["place", "kind"]),
        ((Place(words=GYM), "117", Kind.ASSIST), ["place", "near", "kind"]),
        ((Place(), "", Kind.ASSIST), ["place", "near", "kind"]),
    ],
)
def test_from_lists_the_room_that_is_near_is_asked_before_the_kind(
    answers: tuple[object, ...], names: list[str]
) -> None:
    assert asked(*answers) == names


def test_line_by_line_words_are_confirmed_and_the_near_room_comes_last() -> None:
    assert [part.name for part in RAISE_CALL.parts] == ["place", "sure", "kind", "near"]
    sure = RAISE_CALL.parts[1]
    assert sure.options is not None
    said = sure.options(given(place=GYM))
    assert [option.typed for option in said[:2]] == [("yes", "y"), ("no",)]
    assert sure.skipped(given(place=Place())), "a place of the plan is not asked about"


@pytest.mark.parametrize(
    ("place", "near", "command"),
    [
        (Place(room=RoomId("117")), "", RaiseCallFromDesk(room=RoomId("117"), kind=Kind.MEDICAL)),
        (
            Place(area=AreaName("Playground")),
            "",
            RaiseCallFromDesk(place=Place(area=AreaName("Playground")), kind=Kind.MEDICAL),
        ),
        (
            Place(words=GYM),
            RoomId("117"),
            RaiseCallFromDesk(place=Place(words=GYM, near=RoomId("117")), kind=Kind.MEDICAL),
        ),
        (Place(words=GYM), "", RaiseCallFromDesk(place=Place(words=GYM), kind=Kind.MEDICAL)),
        (Place(), "", RaiseCallFromDesk(place=Place(), kind=Kind.MEDICAL)),
    ],
)
def test_both_orders_make_the_same_command(place: Place, near: str, command: RaiseCallFromDesk) -> None:
    for flow in (RAISE_CALL, RAISE_FROM_LISTS):
        assert flow.make(given(place=place, near=near, kind=Kind.MEDICAL)) == command


def test_who_says_no_to_the_words_is_asked_for_everything_again() -> None:
    again = RAISE_CALL.make(given(place=GYM, sure=None, kind="", near=""))
    assert again == AskAgain("Nothing was done.", ("place", "sure", "kind", "near"))


def test_the_titles_name_the_place_as_far_as_it_is_known() -> None:
    _, near, kind = RAISE_FROM_LISTS.parts
    assert near.title is not None and kind.title is not None
    assert near.title(given(place=Place(words=GYM))) == f"RAISE A CALL for {GYM}: which room is it near?"
    assert kind.title(given(place=Place(words=GYM), near="117")) == f"RAISE A CALL for {GYM}, near Room 117: what kind?"
    assert kind.title(given(place=Place(room=RoomId("117")))) == "RAISE A CALL for Room 117: what kind?"
    assert kind.title(given(place=Place(), near="")) == "RAISE A CALL for place unknown: what kind?"
