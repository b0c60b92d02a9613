"""Tests what a card says of a call by telephone or text: the number to desks alone, whose it is, what is only said, and where it is."""

import pytest
from msgspec.structs import replace

from appliance.api.access import Reads, proven, unproven
from appliance.api.board.calls import CallCard, CallerLine
from appliance.api.board.view import Views
from appliance.core.calls.commands import LocateCall
from appliance.core.ground.place import Place
from appliance.plan.ids import DeskId, RoomId
from appliance.plan.model import Role
from tests.appliance.core.calls.telephones import ANA_OUTSIDE, STRANGER, phones, texts, with_telephones
from tests.appliance.core.story import Story

FRONT = DeskId("front")


@pytest.fixture
def story() -> Story:
    return Story(with_telephones())


def cards(story: Story, reads: Reads | None = None, desk: DeskId | None = FRONT) -> list[CallCard]:
    views = Views(story.board, story.heard, story.now, unrecorded=frozenset(), recording=True, version=1)
    return list(views.at(desk, reads).calls)


def test_a_desk_reads_the_number_and_a_console_that_only_watches_does_not(story: Story) -> None:
    phones(story, STRANGER, outside=True)
    shown = CallerLine(text=False, number=STRANGER, unverified=True)
    for reads in (None, proven(()), proven((Role.LEAD,))):
        assert [card.caller for card in cards(story, reads)] == [shown]
    assert [card.caller for card in cards(story, unproven(None), None)] == [replace(shown, number="")]


def test_a_known_number_says_whose_it_is_and_a_text_from_it_stays_unverified(story: Story) -> None:
    phones(story, "2210")
    texts(story, ANA_OUTSIDE, "help")
    own, text = (card.caller for card in cards(story))
    assert own == CallerLine(text=False, number="2210", owner="Ana Ortiz")
    assert text == CallerLine(text=True, number=ANA_OUTSIDE, owner="Ana Ortiz", unverified=True)
    watched = [card.caller for card in cards(story, unproven(None), None)]
    assert watched == [CallerLine(text=False), CallerLine(text=True, unverified=True)]


def test_what_a_text_says_of_a_room_is_said_and_not_believed(story: Story) -> None:
    texts(story, STRANGER, "help 204")
    texts(story, "+17205550124", "help 999")
    assert [(card.room, card.room_name, card.floor) for card in cards(story)] == [
        (None, "place unknown, says Room 204", ""),
        (None, "place unknown, says 999", ""),
    ]


def test_how_it_came_tells_what_the_caller_can_be_told(story: Story) -> None:
    phones(story, "2204")
    texts(story, STRANGER, "help")
    assert [(card.heard_by, card.two_way, card.lamp, card.room_name) for card in cards(story)] == [
        ("phone", False, "cannot be told", "Room 204"),
        ("text", False, "cannot be told", "place unknown"),
    ]


def test_a_card_says_that_the_place_was_said_and_which_other_call_is_open_there(story: Story) -> None:
    texts(story, STRANGER, "help 203")
    (card,) = cards(story)
    assert (card.may_locate, card.located, card.also_there) == (True, False, ())
    story.desk("front", LocateCall, place=Place(room=RoomId("204")))
    (card,) = cards(story)
    assert (card.room, card.room_name, card.floor, card.phone_name) == (RoomId("204"), "Room 204", "2", "204")
    assert (card.may_locate, card.located, card.also_there) == (True, True, ())
    story.press("B204")
    assert [(card.number, card.may_locate, card.located, card.also_there) for card in cards(story)] == [
        (1, True, True, (2,)),
        (2, False, False, (1,)),
    ]


def test_any_other_call_has_no_caller(story: Story) -> None:
    story.press("B204")
    assert [card.caller for card in cards(story)] == [None]


def test_withheld_and_unproved_numbers_are_told_apart(story: Story) -> None:
    phones(story, "2417", unproved=True)
    phones(story)
    assert [card.caller for card in cards(story)] == [
        CallerLine(text=False, number="2417", unverified=True, unproved=True),
        CallerLine(text=False, unverified=True, withheld=True),
    ]
