"""Tests which browser may call as which page: pairing, a second pairing, retiring, a plan that moves a page, and a restart."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import RaiseCall
from appliance.core.calls.lamps import Lamp
from appliance.core.ground.place import Place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Door, Source
from appliance.core.pages.commands import PairPage, RetirePage
from appliance.core.pages.events import PagePaired, PageRetired
from appliance.core.transcript import line
from appliance.plan.coverage import coverage
from appliance.plan.ids import ButtonId, DeskId, RoomId
from appliance.plan.model import Kind
from appliance.plan.pairable import PairedAs
from tests.appliance.core.story import Story, replayed, school, with_pages

PAGE, ROOM = ButtonId("P201"), RoomId("201")
FIRST, SECOND = b"\x04" + b"a" * 64, b"\x04" + b"b" * 64
BY = Actor(DeskId("front"))


def test_a_browser_is_paired_a_second_one_takes_its_place_and_a_retired_one_calls_no_more() -> None:
    story = Story(with_pages())
    assert story.tell(PairPage(page=PAGE, public_key=FIRST), BY) is None
    story.sees(PagePaired(by=BY, page=PAGE, kind=PairedAs.ROOM, place=ROOM, public_key=FIRST))
    assert story.tell(PairPage(page=PAGE, public_key=SECOND), BY) is None
    assert story.board.pages[PAGE].public_key == SECOND
    story.seen.clear()
    assert story.tell(RetirePage(page=PAGE), BY) is None
    story.sees(PageRetired(by=BY, page=PAGE))
    assert story.board.pages == {}
    assert story.tell(RetirePage(page=PAGE), BY) is Rejection.PAGE_NOT_PAIRED


@pytest.mark.parametrize("key", [b"", FIRST[:64], FIRST + b"a"])
def test_what_is_no_key_pairs_nothing(key: bytes) -> None:
    story = Story(with_pages())
    assert story.tell(PairPage(page=PAGE, public_key=key), BY) is Rejection.PAGE_KEY_WRONG


def test_one_key_never_calls_as_two_pages_and_no_page_is_paired_that_the_plan_does_not_have() -> None:
    story = Story(with_pages())
    story.tell(PairPage(page=PAGE, public_key=FIRST), BY)
    assert story.tell(PairPage(page=ButtonId("P202"), public_key=FIRST), BY) is Rejection.PAGE_KEY_WRONG
    assert story.tell(PairPage(page=ButtonId("B201"), public_key=SECOND), BY) is Rejection.UNKNOWN_PAGE


def test_a_plan_that_drops_a_page_or_moves_it_to_another_room_retires_it() -> None:
    story, plan = Story(with_pages()), with_pages()
    for name, key in (("P201", FIRST), ("P202", SECOND)):
        story.tell(PairPage(page=ButtonId(name), public_key=key), BY)
    moved = replace(plan.pages[0], room=RoomId("203"))
    story.seen.clear()
    story.adopt(replace(plan, pages=(moved,)))
    assert [event for event in story.seen if isinstance(event, PageRetired)] == [
        PageRetired(by=None, page=ButtonId("P201")),
        PageRetired(by=None, page=ButtonId("P202")),
    ]
    assert story.board.pages == {}


def test_a_pairing_stands_over_a_restart_and_a_retired_one_does_not_come_back() -> None:
    story = Story(with_pages())
    story.tell(PairPage(page=PAGE, public_key=FIRST), BY)
    story.tell(PairPage(page=ButtonId("P202"), public_key=SECOND), BY)
    story.tell(RetirePage(page=ButtonId("P202")), BY)
    assert replayed(story.recorded).pages == story.board.pages
    story.restart()
    assert {name: each.public_key for name, each in story.board.pages.items()} == {PAGE: FIRST}


def test_a_press_of_a_page_is_counted_and_repeated_as_one_of_a_button_and_its_lamp_says_the_same() -> None:
    story = Story(with_pages())

    def press(counter: int) -> Rejection | None:
        source = Source(Door.PAGE, PAGE, "emergency", counter, ledger="f00d")
        return story.tell(RaiseCall(place=Place(room=ROOM), kind=Kind.EMERGENCY, source=source, pressed_ago_ms=0))

    assert story.lamp("P201") is Lamp.READY
    assert press(1) is None
    assert (story.call.room, story.call.kind) == (ROOM, Kind.EMERGENCY)
    assert press(1) is Rejection.REPEAT
    assert story.lamp("P201") is story.lamp("B201") is Lamp.SENDING


def test_a_page_never_covers_a_room() -> None:
    plan = replace(with_pages(), buttons=school().buttons[1:])
    story = Story(plan)
    assert ROOM in [room.room for room in coverage(plan).bare]
    assert ROOM not in story.board.index.answering
    assert PAGE not in {button.button for button in (*story.board.index.supervised, *story.board.index.watched)}


def test_the_log_says_who_paired_and_who_retired() -> None:
    index = Story(with_pages()).board.index
    paired = PagePaired(by=BY, page=PAGE, kind=PairedAs.ROOM, place=ROOM, public_key=FIRST)
    assert (
        line(paired, index) == "Page P201 in Room 201 paired with a browser at Front office by somebody not signed in."
    )
    assert line(PageRetired(by=None, page=PAGE), index) == (
        "Page P201 retired because the plan does not have it there: its browser calls no more."
    )
