"""Tests calls that are newer than the board they are put into: each takes its place, and is as old as it is."""

import msgspec

from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard, NameOwedLine, ResponderLine, UndoLine
from appliance.api.board.calls_moved import with_calls
from appliance.core.ground.incident import Incident
from appliance.core.ground.last_act import LastAct
from appliance.core.ground.place import Place
from appliance.core.ground.words import Actor, DeskAct, Stage
from appliance.plan.ids import IncidentId, RoomId
from appliance.plan.model import Kind, Role
from tests.appliance.api.board.test_view import CALL, RAISED, views
from tests.appliance.doors.harness import FRONT


def call(number: int, **changed: object) -> Incident:
    place = Place(room=RoomId(f"r-{number}"))
    return msgspec.structs.replace(CALL, incident=IncidentId(f"i-{number}"), number=number, place=place, **changed)


def board(*incidents: Incident) -> BoardView:
    return views(*incidents).at(FRONT)


def cards(*incidents: Incident) -> tuple[CallCard, ...]:
    return board(*incidents).calls


def test_a_call_that_moved_keeps_its_place_and_new_ones_follow_by_their_numbers() -> None:
    newer = cards(call(4), call(1, presses=2), call(3))
    shown = with_calls(board(call(1), call(2)), newer, 0)
    assert [(card.number, card.presses) for card in shown.calls] == [(1, 2), (2, 1), (3, 1), (4, 1)]


def test_what_is_not_told_of_stays_as_it_was() -> None:
    before = board(call(1), call(2))
    shown = with_calls(before, cards(call(2, presses=3)), 0)
    assert shown.calls[0] is before.calls[0]
    assert msgspec.structs.replace(shown, calls=before.calls) == before


def test_times_count_from_when_the_board_came() -> None:
    (card,) = cards(call(1))
    sent = (
        ResponderLine(role=Role.NURSE, who="Nurse", stage=Stage.DISPATCHED, due_in_ms=30_000),
        ResponderLine(role=Role.LEAD, who="Lead", stage=Stage.CONFIRMED, due_in_ms=None),
    )
    card = msgspec.structs.replace(
        card,
        age_ms=500,
        deadline_in_ms=9_500,
        undo=UndoLine(desk=FRONT, what=DeskAct.DISPATCHED, ends_in_ms=8_000),
        names_owed=(NameOwedLine(desk=FRONT, due_in_ms=60_000),),
        sent=sent,
    )
    (shown,) = with_calls(board(), (card,), 2_000).calls
    assert (shown.age_ms, shown.deadline_in_ms) == (-1_500, 11_500), (
        "two seconds after the board came it is half a second old"
    )
    assert shown.undo is not None
    assert shown.undo.ends_in_ms == 10_000
    assert [owed.due_in_ms for owed in shown.names_owed] == [62_000]
    assert [one.due_in_ms for one in shown.sent] == [32_000, None]
    assert shown.pressed_ago_ms == card.pressed_ago_ms, "that counts from when it was heard"


def test_a_tap_out_that_became_a_call_and_a_stand_down_taken_back_are_there_once() -> None:
    last = {CALL.incident: LastAct(Actor(FRONT), DeskAct.STOOD_DOWN, RAISED, CALL)}
    ended = views(last_acts=last).at(FRONT)
    quiet = board(call(2, kind=Kind.TAP_OUT))
    before = msgspec.structs.replace(quiet, ended=ended.ended)
    assert before.tap_outs
    assert before.ended
    shown = with_calls(before, cards(call(2), CALL), 0)
    assert [card.number for card in shown.calls] == [2, 12]
    assert not shown.tap_outs
    assert not shown.ended
