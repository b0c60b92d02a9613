"""Tests the flows of pages: which page, the code in words, and retiring."""

import msgspec

from appliance.api.ways.pages import PageLine, PairingOpened
from appliance.core.pages.commands import RetirePage
from appliance.flows.devices.pages import (
    NO_PAGE,
    PAGES,
    PAIR_PAGE,
    RETIRE_PAGE,
    Does,
    OpensPairing,
    code_words,
    where,
)
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from appliance.plan.ids import ButtonId
from appliance.plan.pairable import PairedAs
from tests.tui.boards import FACTS, WITH_PAGES

B204, GYM = ButtonId("b204-page"), ButtonId("gym-page")


def given(**parts: object) -> Given:
    so_far = about_nothing(Known(facts=WITH_PAGES))
    so_far.parts.update(parts)
    return so_far


def test_every_page_can_be_paired_and_only_a_paired_one_retired() -> None:
    which, gone = PAIR_PAGE.parts[0], RETIRE_PAGE.parts[0]
    assert [each.line for each in which.options(given())] == [
        "Room B204\tb204-page  page, paired",
        "Gymnasium\tgym-page  page, not paired",
    ]
    assert [each.value for each in gone.options(given())] == [B204]
    assert PAIR_PAGE.make(given(page=GYM)) == OpensPairing(GYM)
    assert RETIRE_PAGE.make(given(page=B204)) == RetirePage(page=B204)


def test_on_a_screen_one_flow_does_both_and_offers_only_what_can_be_done() -> None:
    part = PAGES.missing(given(page=GYM))
    assert part is not None and [each.value for each in part.options(given(page=GYM))] == [Does.PAIR]
    assert [each.value for each in part.options(given(page=B204))] == [Does.PAIR, Does.RETIRE]
    assert PAGES.make(given(page=B204, does=Does.RETIRE)) == RetirePage(page=B204)
    assert PAGES.make(given(page=B204, does=Does.PAIR)) == OpensPairing(B204)


def test_a_plan_without_pages_says_where_they_are_added() -> None:
    without = about_nothing(Known(facts=FACTS))
    assert PAIR_PAGE.parts[0].options(without) == () and PAIR_PAGE.parts[0].none == NO_PAGE


def test_the_code_is_said_in_two_halves_with_what_is_done_with_it() -> None:
    opened = PairingOpened(request=0, code="K7QMPF2A", ends_after_s=120)
    words = code_words(opened, where(given().known, B204))
    assert words[:2] == ("Code: K7QM PF2A", "Where: Room B204")
    assert "It pairs one browser, once, within 2 minutes." in words
    assert max(len(each) for each in code_words(opened, "x" * 60)) <= 75, "it fits the smallest screen"


def test_each_kind_that_can_be_paired_is_offered_by_what_it_is() -> None:
    lines = tuple(
        PageLine(page=ButtonId(page), kind=kind, where=where, paired=paired)
        for page, kind, where, paired in (
            ("b204-page", PairedAs.ROOM, "Room B204", True),
            ("reyes-phone", PairedAs.PHONE, "Ana Reyes", False),
            ("library", PairedAs.DESK, "Library", True),
            ("staffroom", PairedAs.WALL, "Staff room", False),
        )
    )
    of_all = about_nothing(Known(facts=msgspec.structs.replace(FACTS, pages=lines)))
    offered = PAIR_PAGE.parts[0].options(of_all)
    assert [each.line for each in offered] == [
        "Room B204\tb204-page  page, paired",
        "Ana Reyes\treyes-phone  phone, not paired",
        "Library\tlibrary  desk in a browser, paired",
        "Staff room\tstaffroom  wall board, not paired",
    ]
    assert [each.says for each in offered] == [
        "b204-page in Room B204",
        "reyes-phone, the phone of Ana Reyes",
        "Library in a browser",
        "staffroom, the wall board Staff room",
    ]
    assert [each.value for each in RETIRE_PAGE.parts[0].options(of_all)] == [B204, ButtonId("library")]
    assert where(of_all.known, ButtonId("reyes-phone")) == "Ana Reyes"
    part = PAGES.parts[1]
    for page, title in (("reyes-phone", "PHONE reyes-phone"), ("staffroom", "WALL BOARD staffroom")):
        of_all.parts["page"] = ButtonId(page)
        assert part.title is not None and part.title(of_all) == f"{title}: what is done about it?"
