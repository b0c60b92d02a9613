"""What people do about a trouble, apart from any console: what follows on choosing one, its choices, and what the box is asked for."""

from typing import Any

import pytest
from msgspec.structs import replace

from appliance.api.board.supervised import CutOffLine, TroubleLine
from appliance.core.devices.commands import ClearTrouble, ShelveTrouble, UnshelveTrouble
from appliance.core.devices.shelf import SHELVED_S_MAX
from appliance.core.district.copies import ASK_ROOMS
from appliance.flows.devices.troubles import (
    ASIDE,
    CLEAR,
    END_ASIDE,
    HOURS,
    IS_IT_DONE,
    cause,
    counted,
    in_order,
    open_words,
    put_aside_for,
    put_aside_spoken,
    warned_of,
    what_else,
    what_to_do,
)
from appliance.flows.flow import GoOn
from appliance.flows.known import Known
from appliance.flows.parts import Given
from tests.tui.boards import TROUBLES, board

LOST, AWAY = TROUBLES
ASIDE_ALREADY = replace(LOST, shelved_ms=7_200_000)
ROOMS = TroubleLine(what=ASK_ROOMS.what, subject="", detail="Ask every room.", age_ms=1000)


def given(*troubles: TroubleLine, **parts: Any) -> Given:
    return Given(Known(view=board(troubles=troubles)), None, None, parts)


def asked(flow: Any, so_far: Given) -> tuple[Any, ...]:
    """The choices of the part that is asked for next."""
    part = flow.missing(so_far)
    return part.options(so_far)


def test_what_was_put_aside_stands_after_the_others_and_the_newest_first() -> None:
    newest = replace(AWAY, age_ms=0)
    assert in_order(board(troubles=(ASIDE_ALREADY, LOST, newest))) == (newest, LOST, ASIDE_ALREADY)


def test_each_act_offers_its_own_troubles() -> None:
    so_far = given(ASIDE_ALREADY, AWAY, ROOMS)
    assert [option.value for option in asked(ASIDE, so_far)] == [cause(AWAY), cause(ROOMS)]
    assert [option.value for option in asked(END_ASIDE, so_far)] == [cause(LOST)]
    assert [option.value for option in asked(CLEAR, so_far)] == [cause(ROOMS)]
    for flow, none in (
        (ASIDE, "There is no trouble to put aside."),
        (END_ASIDE, "No trouble was put aside."),
        (CLEAR, "There is no trouble that people end."),
    ):
        part = flow.missing(given())
        assert part is not None and part.none == none


def test_hours_and_reason_are_asked_together_and_give_the_command() -> None:
    so_far = given(LOST, trouble=cause(LOST))
    part = ASIDE.missing(so_far)
    assert part is not None and part.with_next
    assert [option.shown for option in asked(ASIDE, so_far)] == [
        "for 1 hour, then it is back",
        "for 2 hours, then it is back",
        "for 4 hours, then it is back",
    ]
    assert ASIDE.title is not None
    assert ASIDE.title(so_far) == "PUT ASIDE: button lost B117. Calls still come as they can."
    whole = given(LOST, trouble=cause(LOST), hours=2, reason="new plug")
    assert ASIDE.missing(whole) is None
    assert ASIDE.make(whole) == ShelveTrouble(cause=cause(LOST), ends_after_s=7200, reason="new plug")


def test_no_hours_are_offered_that_the_box_would_refuse() -> None:
    assert max(HOURS) * 3600 <= SHELVED_S_MAX


@pytest.mark.parametrize(
    ("trouble", "flow"),
    [(LOST, ASIDE), (ASIDE_ALREADY, END_ASIDE), (ROOMS, IS_IT_DONE), (replace(ROOMS, shelved_ms=1), IS_IT_DONE)],
)
def test_what_follows_on_choosing_a_trouble(trouble: TroubleLine, flow: Any) -> None:
    assert what_to_do(trouble) is flow


def test_what_is_put_aside_is_taken_back_without_a_question() -> None:
    so_far = given(ASIDE_ALREADY, trouble=cause(LOST))
    assert END_ASIDE.missing(so_far) is None
    assert END_ASIDE.make(so_far) == UnshelveTrouble(cause=cause(LOST))


@pytest.mark.parametrize(
    ("trouble", "waits", "leads_to"),
    [
        (ROOMS, "Not yet, and it can wait: put it aside", ASIDE),
        (replace(ROOMS, shelved_ms=1), "Not yet, and nobody waits: take it back", END_ASIDE),
    ],
)
def test_that_it_is_not_done_stands_first_and_each_choice_leads_to_an_act(
    trouble: TroubleLine, waits: str, leads_to: Any
) -> None:
    so_far = given(trouble, trouble=cause(trouble))
    not_yet, done = asked(IS_IT_DONE, so_far)
    assert (not_yet.shown, done.shown) == (waits, "Done: every room was asked")
    assert isinstance(not_yet.value, GoOn) and not_yet.value.flow is leads_to
    over = done.value.given(so_far)
    assert done.value.flow is CLEAR and CLEAR.missing(over) is None
    assert CLEAR.make(over) == ClearTrouble(cause=ASK_ROOMS)


def test_a_place_that_cannot_call_is_warned_of_whatever_was_put_aside() -> None:
    assert not warned_of(board(troubles=(ASIDE_ALREADY,)))
    assert warned_of(board(troubles=(ASIDE_ALREADY, AWAY)))
    assert warned_of(board(cut_off=(CutOffLine(room_name="Room 117", why="lost"),)))


def test_troubles_are_counted_apart_from_those_that_were_put_aside() -> None:
    both = counted(board(troubles=(ASIDE_ALREADY, AWAY)))
    assert (both.open, both.aside, both.and_aside) == (1, 1, " and 1 put aside")
    assert counted(board()).and_aside == ""
    assert open_words(both, ("Desks: away",)) == "1 is open, 1 put aside", "the list says what is open"
    assert open_words(counted(board(troubles=(LOST, AWAY))), ()) == "2 are open"
    none = counted(board(troubles=(ASIDE_ALREADY,)))
    assert open_words(none, ()) == "none is open, 1 put aside"
    assert open_words(none, ("Desks: away",)) == "none is open, 1 put aside, but not everything is well"


def test_what_else_is_not_well_is_listed_only_where_nothing_else_is_warned_of() -> None:
    others = ("Desks: nobody at Nurse",)
    assert what_else(board(troubles=(ASIDE_ALREADY,)), others) == what_else(board(), others) == others
    assert what_else(board(troubles=(AWAY,)), others) == ()


def test_how_long_a_trouble_is_put_aside_is_read_and_heard() -> None:
    assert put_aside_for(7_200_000) == "put aside for 2:00:00 more"
    assert put_aside_spoken(7_200_000) == "Put aside for 2 hours"
