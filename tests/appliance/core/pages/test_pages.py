"""Tests which browser may call as which page: pairing, a second pairing, retiring, a plan that moves a page, and a restart."""

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from appliance.core.calls.commands import RaiseCall
from appliance.core.calls.lamps import Lamp
from appliance.core.ground.place import Place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Door, Source
from appliance.core.pages.commands import PairPage, RetirePage
from appliance.core.pages.events import PagePaired, PageRetired
from appliance.core.transcript import line
from appliance.doors.page.opening import browser_of
from appliance.plan.coverage import coverage
from appliance.plan.ids import ButtonId, DeskId, RoomId
from appliance.plan.messages import MessageWay
from appliance.plan.model import Kind, Plan
from appliance.plan.pairable import PairedAs
from appliance.plan.walls import Wall
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


def of_all_kinds() -> Plan:
    """Make the school with pages, a phone of Ana's, a wall board, and a browser at the front desk."""
    plan = with_pages()
    ana, *people = plan.people
    front, *desks = plan.desks
    return replace(
        plan,
        people=(replace(ana, ways=(MessageWay(by="page", to="ana-phone"),), agreed="2026-08-20"), *people),
        desks=(replace(front, browser=True), *desks),
        walls=(Wall(ButtonId("staffroom"), "Staff room"),),
    )


def paired_each() -> Story:
    story = Story(of_all_kinds())
    for at, name in enumerate(("P201", "ana-phone", "front", "staffroom")):
        assert story.tell(PairPage(page=ButtonId(name), public_key=b"\x04" + bytes([at]) * 64), BY) is None
    return story


def retired(story: Story, plan: Plan) -> list[str]:
    """Adopt a plan, and give what it retired."""
    story.seen.clear()
    story.adopt(plan)
    return [event.page for event in story.seen if isinstance(event, PageRetired)]


def test_each_kind_is_paired_stands_over_a_restart_and_is_said_by_what_it_is() -> None:
    story = paired_each()
    assert [(each.kind, each.place) for each in story.board.pages.values()] == [
        (PairedAs.ROOM, "201"),
        (PairedAs.PHONE, "ana"),
        (PairedAs.DESK, "front"),
        (PairedAs.WALL, ""),
    ]
    said = [line(event, story.board.index) for event in story.seen if isinstance(event, PagePaired)]
    assert [each.partition(" paired with")[0] for each in said] == [
        "Page P201 in Room 201",
        "Phone ana-phone of Ana Ortiz",
        "Desk Front office",
        "Wall board staffroom",
    ]
    before = dict(story.board.pages)
    assert replayed(story.recorded).pages == before
    story.restart()
    assert story.board.pages == before


def test_a_phone_that_becomes_another_persons_or_a_desk_is_retired() -> None:
    plan = of_all_kinds()
    ana, ben, *people = plan.people
    to_ben = replace(plan, people=(replace(ana, ways=()), replace(ben, ways=ana.ways, agreed="2026-09-01"), *people))
    assert retired(paired_each(), to_ben) == ["ana-phone"]
    as_wall = replace(plan, people=(replace(ana, ways=()), ben, *people), walls=(Wall(ButtonId("ana-phone"), "Hall"),))
    assert retired(paired_each(), as_wall) == ["ana-phone", "staffroom"]


def test_a_phone_that_the_plan_drops_leaves_no_mark_and_is_retired_once_another_has_its_id() -> None:
    story, plan = paired_each(), of_all_kinds()
    ana, ben, *people = plan.people
    without = replace(plan, people=(replace(ana, ways=UNSET, agreed=UNSET), ben, *people))
    assert retired(story, without) == []
    assert browser_of(story.board, "ana-phone") is None
    story.restart()
    assert retired(story, plan) == []
    assert browser_of(story.board, "ana-phone") is not None
    assert retired(story, without) == []
    to_ben = replace(without, people=(without.people[0], replace(ben, ways=ana.ways, agreed="2026-09-01"), *people))
    assert retired(story, to_ben) == ["ana-phone"]


def test_a_desk_without_a_browser_and_a_plan_without_walls_retire_theirs() -> None:
    plan = of_all_kinds()
    front, *desks = plan.desks
    assert retired(paired_each(), replace(plan, desks=(replace(front, browser=False), *desks), walls=())) == [
        "front",
        "staffroom",
    ]


def test_a_yes_that_is_taken_back_retires_nothing_and_pairs_nothing_and_counts_again_when_it_is_given_again() -> None:
    story, plan = paired_each(), of_all_kinds()
    ana, *people = plan.people
    assert retired(story, replace(plan, people=(replace(ana, agreed=""), *people))) == []
    assert not story.board.index.pairable[ButtonId("ana-phone")].agreed
    assert story.tell(PairPage(page=ButtonId("ana-phone"), public_key=SECOND), BY) is Rejection.UNKNOWN_PAGE
    assert retired(story, plan) == []
    assert story.board.pages[ButtonId("ana-phone")].is_still(story.board.index.pairable[ButtonId("ana-phone")])
