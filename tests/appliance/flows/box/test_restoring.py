"""A new box takes the place of a dead one, apart from any console: what is offered, what is asked, and what is refused."""

from typing import Any

import pytest
from msgspec.structs import replace

from appliance.api.board.supervised import TroubleLine
from appliance.api.restoring.messages import AskCopies, AskOffice, Copy, Laid, RestoreFrom, TakeUp
from appliance.core.devices.commands import SayNoCopy
from appliance.core.district.copies import ASK_ROOMS
from appliance.flows.box.new_box import NOT_NEW, asked_words, is_offered
from appliance.flows.box.restoring import (
    ASK_OFFICE,
    NEW_BOX,
    NO_COPY,
    REPLACE,
    RESTORE,
    while_looking,
)
from appliance.flows.calls.raising import RAISE_FROM_LISTS
from appliance.flows.flow import GoOn
from appliance.flows.known import Known
from appliance.flows.parts import Given
from tests.tui.boards import FACTS, FRONT, board, call

NEW = board(new=True)
STICK = Copy("stick", "the USB stick")
LAID = Laid(4812, 0, 2)
AT_DESK = Known(desk=FRONT, view=NEW, facts=FACTS, copies=(STICK,))
ROOMS = TroubleLine(what=ASK_ROOMS.what, subject="", detail="Ask every room.", age_ms=1000)


def given(known: Known = AT_DESK, **parts: Any) -> Given:
    return Given(known, None, None, parts)


def ways_on(**changes: Any) -> list[Any]:
    so_far = given(Known(**({"view": NEW, "facts": FACTS} | changes)))
    part = NEW_BOX.missing(so_far)
    assert part is not None and part.options is not None
    return [option.value for option in part.options(so_far)]


def test_what_is_laid_ready_stands_first_and_the_office_last() -> None:
    besides = [GoOn(RAISE_FROM_LISTS), SayNoCopy(), AskOffice()]
    assert ways_on(copies=(STICK,), laid=LAID) == [LAID, STICK, AskCopies(), *besides]
    assert ways_on() == [AskCopies(), *besides]
    assert [option.value for option in while_looking(given())] == [AskCopies(), *besides]


def test_whoever_only_watches_is_offered_nothing_that_a_desk_does() -> None:
    assert ways_on(view=replace(NEW, here=None)) == [AskCopies(), AskOffice()]
    assert ways_on(facts=None) == [AskCopies(), SayNoCopy(), AskOffice()]
    assert ways_on(view=replace(NEW, troubles=(ROOMS,))) == [AskCopies(), GoOn(RAISE_FROM_LISTS), AskOffice()], (
        "said already"
    )


def test_a_copy_is_opened_with_the_phrase_which_nobody_reads() -> None:
    so_far = given(copy=STICK)
    part = RESTORE.missing(so_far)
    assert part is not None and part.hidden and part.phrase and part.title is not None
    assert part.title(so_far) == "THE RECOVERY PHRASE, for the USB stick"
    assert RESTORE.make(given(copy=STICK, phrase="ozone drill")) == RestoreFrom("stick", "ozone drill")
    assert "ozone" not in repr(RestoreFrom("stick", "ozone drill"))


def test_without_a_copy_it_looks_and_asks_for_no_phrase() -> None:
    nothing_known = given(Known(view=NEW))
    assert RESTORE.missing(nothing_known) is None
    assert RESTORE.make(nothing_known) == AskCopies()
    again = given(copy=AskCopies())
    assert RESTORE.missing(again) is None and RESTORE.make(again) == AskCopies()


def test_what_each_act_asks_for() -> None:
    assert ASK_OFFICE.make(given()) == AskOffice()
    assert REPLACE.make(given()) == TakeUp()
    assert NO_COPY.make(given()) == SayNoCopy()


@pytest.mark.parametrize("flow", [RESTORE, ASK_OFFICE, REPLACE, NO_COPY])
@pytest.mark.parametrize("view", [board(), board(call(12, "B204"), new=True)])
def test_a_box_that_is_not_new_or_is_called_takes_no_place(flow: Any, view: Any) -> None:
    assert flow.make(given(Known(view=view))) == NOT_NEW
    assert not is_offered(view) and is_offered(NEW)


def test_the_question_names_its_key() -> None:
    assert asked_words(NEW, "R") == "Does it replace a box? R"
    assert asked_words(replace(NEW, replaces="0b0b"), "R").startswith("it replaces box 0b0b. R restores")
