"""Tests what the flow of door cards asks, by itself: which, by which list, what becomes of them, into which file."""

from copy import replace as replaced

import msgspec
import pytest

from appliance.flows.building.door_cards import DOOR_CARDS, FILE, AsksDoorCards, Becomes, Which
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from appliance.plan.ids import RoomId
from tests.tui.boards import FACTS, board

KNOWN = Known(view=board(), facts=FACTS)


def answered(*answers: object, known: Known = KNOWN) -> Given:
    """Answer one part after the other, with values that it offers, or words where it offers none."""
    given = about_nothing(known)
    for answer in answers:
        part = DOOR_CARDS.missing(given)
        assert part is not None
        if part.options is not None:
            assert answer in [each.value for each in part.options(given)]
        given.parts[part.name] = answer
    return given


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ((Which.EVERY, Becomes.READ), AsksDoorCards(Which.EVERY, Becomes.READ)),
        ((RoomId("B204"), Becomes.PRINTED), AsksDoorCards(RoomId("B204"), Becomes.PRINTED)),
        ((Which.TO_HANG, "hung.csv", Becomes.READ), AsksDoorCards(Which.TO_HANG, Becomes.READ, hung="hung.csv")),
        ((Which.EVERY, Becomes.FILED, "a.pdf"), AsksDoorCards(Which.EVERY, Becomes.FILED, to="a.pdf")),
    ],
)
def test_nothing_is_asked_that_is_not_needed(answers: tuple[object, ...], wanted: AsksDoorCards) -> None:
    given = answered(*answers)
    assert DOOR_CARDS.missing(given) is None
    assert DOOR_CARDS.make(given) == wanted


def offered(given: Given) -> list[object]:
    part = DOOR_CARDS.missing(given)
    assert part is not None and part.options is not None
    return [each.value for each in part.options(given)]


def test_the_screen_of_the_box_offers_no_file() -> None:
    kiosk = replaced(KNOWN, kiosk=True)
    assert Which.TO_HANG in offered(answered()) and Which.TO_HANG not in offered(answered(known=kiosk))
    assert offered(answered(Which.EVERY)) == list(Becomes)
    assert offered(answered(Which.EVERY, known=kiosk)) == [Becomes.READ, Becomes.PRINTED]


def test_on_low_battery_cards_are_only_read() -> None:
    dark = replaced(KNOWN, view=msgspec.structs.replace(board(), spares_power=True))
    assert offered(answered(Which.EVERY, known=dark)) == [Becomes.READ]


def test_a_list_needs_a_name_and_a_file_is_offered_one() -> None:
    part = DOOR_CARDS.missing(given := answered(Which.TO_HANG))
    assert part is not None and part.refuses(given, " ") and not part.refuses(given, "hung.csv")
    part = DOOR_CARDS.missing(given := answered(Which.EVERY, Becomes.FILED))
    assert part is not None and part.offer(given) == FILE
