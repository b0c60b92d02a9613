"""Tests what the console offers to take back, and the name it asks for: which call, in what words, and for how long."""

import msgspec

from appliance.api.board.calls import CallCard, EndedCall, NameOwedLine, UndoLine
from appliance.core.ground.words import DeskAct, Stage
from appliance.flows.calls.urgency import other_kinds
from appliance.plan.ids import DeskId, IncidentId
from appliance.plan.model import Kind
from tests.tui.boards import FRONT, board, call
from tui.keys.table import BY_ACTION
from tui.model import ConsoleModel

NURSE = DeskId("nurse")


def did(card: CallCard, what: DeskAct = DeskAct.ACKNOWLEDGED, left_ms: int = 8000, desk: DeskId = FRONT) -> CallCard:
    return msgspec.structs.replace(card, undo=UndoLine(desk=desk, what=what, ends_in_ms=left_ms))


def owes(card: CallCard, due_in_ms: int, desk: DeskId = FRONT) -> CallCard:
    return msgspec.structs.replace(card, names_owed=(NameOwedLine(desk=desk, due_in_ms=due_in_ms),))


def over(number: int, room: str, left_ms: int = 8000, desk: DeskId = FRONT) -> EndedCall:
    undo = UndoLine(desk=desk, what=DeskAct.STOOD_DOWN, ends_in_ms=left_ms)
    return EndedCall(
        incident=IncidentId(f"i-{number}"),
        number=number,
        room_name=f"Room {room}",
        kind=Kind.ASSIST,
        drill=False,
        undo=undo,
    )


def seen(*calls: CallCard, ended: tuple[EndedCall, ...] = ()) -> ConsoleModel:
    return ConsoleModel(desk=FRONT).with_board(board(*calls, ended=ended), 1000)


def why_not(model: ConsoleModel, action: str, now_ms: int | None = None) -> str:
    return model.why_not(BY_ACTION[action], now_ms)


ONE = call(1, "101", stage=Stage.ACKNOWLEDGED)
TWO = call(2, "102", stage=Stage.ACKNOWLEDGED)


def test_the_card_says_how_to_undo_and_counts_down() -> None:
    model = seen(did(ONE))
    assert [model.cards(now_ms)[0].marks for now_ms in (1000, 1001, 8500, 8999, 9000)] == [
        ("Undo: Z (8 s)",),
        ("Undo: Z (8 s)",),
        ("Undo: Z (1 s)",),
        ("Undo: Z (1 s)",),
        (),
    ]


def test_undo_applies_while_it_counts_down_and_no_longer() -> None:
    model = seen(did(ONE))
    assert why_not(model, "undo") == why_not(model, "undo", 8999) == ""
    assert "last ten seconds" in why_not(model, "undo", 9000)
    assert model.to_undo(9000) is None


def test_what_was_done_last_is_what_undo_means_wherever_its_call_stands() -> None:
    model = seen(did(ONE, left_ms=4000), did(TWO, left_ms=9000)).choosing(ONE.incident)
    assert model.to_undo(1000) == TWO.incident
    assert [face.marks for face in model.cards(1000)] == [(), ("Undo: Z (9 s)",)]
    assert model.to_undo(11_000) is None


def test_what_another_desk_did_is_theirs_to_undo() -> None:
    model = seen(did(ONE, desk=NURSE), ended=(over(3, "103", desk=NURSE),))
    assert model.to_undo(1000) is None
    assert model.cards(1000)[0].marks == ()
    assert [face.undo for face in model.ended(1000)] == [""]


def test_a_call_stood_down_stays_in_sight_with_its_way_back() -> None:
    model = seen(ended=(over(3, "103", left_ms=2000), over(4, "104", left_ms=9000)))
    faces = model.ended(1000)
    assert [face.words for face in faces] == [
        "■ STOOD DOWN  Room 104  (call 4, ASSIST)",
        "■ STOOD DOWN  Room 103  (call 3, ASSIST)",
    ]
    assert [face.undo for face in faces] == ["Undo: Z (9 s)", ""]
    assert model.to_undo(1000) == IncidentId("i-4")
    assert [face.incident for face in model.ended(3000)] == ["i-4"]
    assert model.ended(10_000) == ()


def test_a_console_that_only_watches_undoes_nothing() -> None:
    watching = ConsoleModel(desk=None).with_board(board(did(ONE)), 0)
    assert "only watches" in why_not(watching, "undo")


def test_a_name_owed_counts_down_and_is_then_overdue_in_words() -> None:
    model = seen(owes(ONE, 45_000))
    faces = [model.cards(now_ms)[0] for now_ms in (1000, 44_000, 46_000, 99_000)]
    assert [(*face.marks, face.name_late) for face in faces] == [
        ("name owed: 45 s", False),
        ("name owed: 2 s", False),
        ("NAME OVERDUE: M", True),
        ("NAME OVERDUE: M", True),
    ]
    assert not model.cards(99_000)[0].ringing
    assert why_not(model, "name_owed") == ""


def test_a_name_is_owed_by_the_desk_that_acted_alone() -> None:
    model = seen(owes(ONE, 45_000, desk=NURSE))
    assert model.cards(1000)[0].marks == ()
    assert "No name is owed here" in why_not(model, "name_owed")


def test_less_urgent_is_offered_only_with_somebody_on_scene_and_never_a_tap_out() -> None:
    assert other_kinds(call(1, "101", Kind.MEDICAL)) == (Kind.EMERGENCY,)
    assert other_kinds(call(1, "101", Kind.MEDICAL, Stage.ON_SCENE)) == (Kind.EMERGENCY, Kind.ASSIST)
    assert other_kinds(call(1, "101", Kind.EMERGENCY, Stage.CONFIRMED)) == ()
    emergency = seen(call(1, "101", Kind.EMERGENCY, Stage.ON_SCENE))
    assert why_not(emergency, "upgrade") == ""
