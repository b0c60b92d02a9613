"""Tests who is shown something first: desks where somebody is; consoles that only watch come in turn, and none is forgotten."""

import msgspec

from appliance.doors.console.turns import (
    FIRST_OF_A_DESK,
    OTHERS_AT_ONCE,
    OTHERS_LEN_BURST,
    OTHERS_LEN_PER_S,
    Turns,
)
from appliance.plan.ids import DeskId

FRONT, NURSE = DeskId("front"), DeskId("nurse")


class Line(msgspec.Struct, eq=False):
    name: str
    counts_for: DeskId | None = None
    touched_s: float = 0.0
    newest: int = -1


def nowhere(_: DeskId) -> bool:
    return False


def at_the_nurse(desk: DeskId) -> bool:
    return desk == NURSE


def test_attended_desks_come_before_other_desks_and_those_before_whoever_watches() -> None:
    watching, front, nurse = Line("watching"), Line("front", FRONT), Line("nurse", NURSE)
    lines = [watching, front, nurse]
    turn = Turns[Line](0).now(lines, lines, at_the_nurse, 0)
    assert turn.desks == [nurse, front]
    assert turn.others == [watching]


def test_of_many_consoles_at_one_desk_those_touched_last_are_first() -> None:
    lines = [Line(str(number), FRONT, touched_s=number) for number in range(10)]
    turn = Turns[Line](0).now(lines, lines, nowhere, 0)
    assert [line.name for line in turn.desks] == ["8", "9"]
    assert len(turn.desks) == FIRST_OF_A_DESK
    assert len(turn.others) == OTHERS_AT_ONCE


def test_everybody_who_watches_is_shown_a_board_in_turn_though_it_changes_all_the_time() -> None:
    lines = [Line(str(number)) for number in range(46)]
    turns = Turns[Line](0)
    for version in range(1, 13):
        for line in turns.now(lines, lines, nowhere, version).others:
            line.newest = version
    assert all(line.newest > 0 for line in lines)


def test_what_watchers_are_sent_has_a_measure_and_desks_do_not_wait_for_it() -> None:
    watching, front = Line("watching"), Line("front", FRONT)
    turns = Turns[Line](0)
    turns.sent(round(OTHERS_LEN_BURST + OTHERS_LEN_PER_S), 0)
    turn = turns.now([watching, front], [watching, front], nowhere, 0.5)
    assert (turn.desks, turn.others) == ([front], [])
    assert turns.wait_s(0.5) == 0.5
    assert turns.now([watching], [watching, front], nowhere, 1.0).others == [watching]
