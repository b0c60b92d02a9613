"""Tests responses of the whole building: what is asked, in which order, under which digits, and what the box is asked for."""

import pytest
from msgspec.structs import replace

from appliance.api.board.board import BoardView
from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.ground.words import BuildingResponse
from appliance.flows.building.many_rooms import NotTheWholeBuilding
from appliance.flows.building.response import (
    ANY_RESPONSE,
    END_RESPONSE,
    START_RESPONSE,
    WHOLE_BUILDING,
    begun,
    what_is_on,
)
from appliance.flows.flow import AskAgain, Flow, GoOn
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from tests.tui.boards import board, drill
from tests.tui.test_building import on
from tests.tui.test_many_rooms import line

LOCKDOWN, EVACUATE = BuildingResponse.LOCKDOWN, BuildingResponse.EVACUATE
ASKED = (line(9),)


def given(view: BoardView | None = None, **parts: object) -> Given:
    now = about_nothing(Known(view=view or board()))
    now.parts.update(parts)
    return now


def order(flow: Flow[object], now: Given, **answers: object) -> list[str]:
    """Name what is asked, one after the other, while these answers are given."""
    asked = []
    while (part := flow.missing(now)) is not None:
        asked.append(part.name)
        now.parts[part.name] = answers[part.name]
    return asked


def test_a_response_that_leaves_nothing_open_is_asked_for_a_check_in_and_its_word() -> None:
    now = given()
    assert order(START_RESPONSE, now, response=LOCKDOWN, check_in=False, word="Lockdown") == [
        "response",
        "check_in",
        "word",
    ]
    assert START_RESPONSE.make(now) == StartResponse(response=LOCKDOWN)


def test_in_a_drill_it_is_said_whether_it_is_practice_and_where_to_before_the_word() -> None:
    now = given(board(drill=drill("117")))
    answers = {"response": EVACUATE, "practice": True, "detail": "gym", "check_in": True, "word": "drill evacuate"}
    assert order(START_RESPONSE, now, **answers) == list(answers)
    assert START_RESPONSE.make(now) == StartResponse(response=EVACUATE, detail="gym", practice=True, check_in=True)


@pytest.mark.parametrize("word", ["", "lock down", "lockdow", "drill lockdown", "1"])
def test_any_other_word_starts_nothing_and_is_asked_again_three_times(word: str) -> None:
    now = given(response=LOCKDOWN, practice="", detail="", check_in=False, word=word)
    assert START_RESPONSE.make(now) == AskAgain("Nothing was started: the word was not LOCKDOWN.", ("word",), 3)


def test_practice_is_offered_before_what_is_real_at_every_console() -> None:
    now = given(board(drill=drill("117")), response=LOCKDOWN)
    part = START_RESPONSE.missing(now)
    assert part is not None and part.options is not None
    assert [option.value for option in part.options(now)] == [True, False]


def test_the_digits_of_a_list_are_the_same_whatever_is_on() -> None:
    for view, digits in ((board(), [1, 2, 3, 4, 5]), (board(response=on()), [1, 2, 3, 4, 5, 6])):
        part = ANY_RESPONSE.missing(given(view))
        assert part is not None and part.options is not None
        assert [option.digit for option in part.options(given(view))] == digits


def test_what_gives_way_is_named_before_the_word_is_typed() -> None:
    now = given(board(response=on()), response=BuildingResponse.HOLD, practice="", detail="", check_in=False)
    part = START_RESPONSE.missing(now)
    assert part is not None and part.label is not None
    assert part.label(now) == "Type HOLD and press ENTER: LOCKDOWN ends then."
    assert part.wording(now).startswith("Type HOLD to start it, or cancel. LOCKDOWN ends then.")


def test_the_end_is_of_what_was_on_when_it_was_asked_and_needs_its_word() -> None:
    practised = given(board(response=on(practice=True)))
    (what,) = what_is_on(practised)
    assert what.says == "DRILL LOCKDOWN"
    now = given(board(response=on()), on=what.value)
    part = END_RESPONSE.missing(now)
    assert part is not None and part.title is not None
    assert part.title(now).startswith("END DRILL LOCKDOWN? Handbell does not announce the end either")
    now.parts["word"] = "emd"
    why = "Nothing was ended: the word was not END."
    assert END_RESPONSE.make(now) == AskAgain(why, ("word",), 3, may_be_dropped=True)
    now.parts["word"] = "end"
    assert END_RESPONSE.make(now) == EndResponse(response=LOCKDOWN, practice=True), "not the real one"


def test_a_desk_that_is_asked_finds_a_no_below_the_responses_and_nothing_is_chosen_beforehand() -> None:
    assert begun(Known(view=board())) is ANY_RESPONSE
    known = Known(view=board(response=replace(on(), practice=True)), many_rooms=ASKED)
    assert begun(known) is WHOLE_BUILDING
    part = WHOLE_BUILDING.missing(about_nothing(known))
    assert part is not None and part.options is not None and part.title is not None
    *_, end, no = part.options(about_nothing(known))
    assert (end.says, end.digit) == ("END DRILL LOCKDOWN", 6)
    assert isinstance(end.value, GoOn) and end.value.flow is END_RESPONSE
    assert end.value.parts == {"on": EndResponse(response=LOCKDOWN, practice=True)}
    assert no.digit == 7 and isinstance(no.value, GoOn)
    assert no.value.flow.make(about_nothing(known)) == NotTheWholeBuilding()
    assert not part.chosen_beforehand and part.follows is not None
    assert part.title(about_nothing(known)).startswith("9 rooms in 40 s. WHOLE BUILDING?")
    assert part.title(given()).startswith("BUILDING RESPONSE.")
