"""Tests many rooms that call within a minute, at the plain console: said once, with what to type, and a response begins only by a typed
word.
"""

from msgspec.structs import replace

from appliance.core.building.commands import StartResponse
from appliance.core.ground.words import BuildingResponse
from tests.tui.boards import FRONT, board, call
from tests.tui.plain.conversation import Conversation
from tests.tui.test_building import on
from tests.tui.test_many_rooms import called, line
from tui.model import ConsoleModel
from tui.plain.changes import told_at_once

ASKED = (
    "Calls from 9 rooms in 40 s. Is it for the whole building? If so, type: building hold, building secure or building lockdown. "
    "Its name is then asked for. If not, type nothing."
)


def test_it_is_said_once_however_many_more_rooms_call_and_answered_with_the_words_of_building() -> None:
    desk = Conversation()
    assert ASKED in desk.told(called())
    assert not any("whole building" in each for each in desk.told(called(line(14))))
    assert "Calls from 14 rooms in 40 s." in desk.hears("board")
    assert "Do you want every room asked" in desk.hears("building lockdown")
    assert "Type LOCKDOWN to start it" in desk.hears("no")
    assert desk.does("lockdown") == StartResponse(response=BuildingResponse.LOCKDOWN)


def test_another_minute_of_calls_is_said_anew() -> None:
    desk = Conversation()
    desk.told(called())
    (said,) = [each for each in desk.told(called(line(), line(6, first="i-50"))) if "whole building" in each]
    assert said.startswith("Calls from 6 rooms")


def test_in_a_flood_it_is_said_with_the_bell_beside_the_one_sentence_that_sums_up() -> None:
    crowd = tuple(call(100 + n, f"B{100 + n}") for n in range(63))
    desk = ConsoleModel(desk=FRONT).with_board(board(), 0)
    summed, asked = told_at_once(desk, desk.with_board(replace(called(line(63)), calls=crowd), 0), 0, 0)
    assert "63 calls ring" in summed.words
    assert (asked.words.startswith("Calls from 63 rooms"), asked.rings) == (True, True)


def test_it_is_not_said_where_somebody_answered_it_before_it_could_be() -> None:
    desk = Conversation()
    lockdown = replace(on(), age_ms=600_000)
    said = desk.told(called(response=lockdown))
    assert said and not any("whole building" in each for each in said)
    assert "whole building" not in desk.hears("board")


def test_it_waits_behind_an_open_question_which_is_kept() -> None:
    desk = Conversation(call(20, "200"))
    desk.hears("note 20")
    assert ASKED in desk.told(called())
    assert desk.talk.asked() == "Note call 20, Room 200: What happened, in your words?"
