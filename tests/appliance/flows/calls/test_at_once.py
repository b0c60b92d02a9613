"""Tests acts without a question: the command that each makes, and what is said where there is nothing to do."""

import pytest
from msgspec.structs import replace

from appliance.api.board.calls import UndoLine
from appliance.core.calls.commands import Acknowledge, ConfirmAllRight, Undo
from appliance.core.commands import DeskCommand
from appliance.core.ground.words import DeskAct
from appliance.core.practice.commands import MakeReal
from appliance.flows.calls.at_once import ACKNOWLEDGE, ALL_RIGHT, NOTHING_TO_UNDO, UNDO, nothing_rings
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.parts import about, about_nothing
from appliance.flows.practice.real import MAKE_REAL, real_already
from appliance.plan.ids import DeskId
from tests.tui.boards import FRONT, board, call
from tests.tui.test_tap_outs import tap_out

CALL = call(12, "B204")


@pytest.mark.parametrize(
    ("flow", "command"),
    [
        (ACKNOWLEDGE, Acknowledge(incident=CALL.incident)),
        (ALL_RIGHT, ConfirmAllRight(incident=CALL.incident)),
        (MAKE_REAL, MakeReal(incident=CALL.incident)),
    ],
)
def test_each_makes_its_command_without_a_question(flow: Flow[DeskCommand], command: DeskCommand) -> None:
    given = about(Known(), CALL)
    assert flow.missing(given) is None
    assert flow.make(given) == command


def test_a_tap_out_can_be_made_real_as_a_call_can() -> None:
    line = tap_out(drill=True)
    assert MAKE_REAL.make(about(Known(), line)) == MakeReal(incident=line.incident)
    assert real_already(line) == real_already(replace(CALL, drill=True)) == ""
    assert real_already(tap_out()) == "This tap-out is real already."
    assert real_already(CALL) == "This call is real already."


def test_undo_is_of_what_this_desk_did_while_it_can_be_taken_back() -> None:
    done = replace(CALL, undo=UndoLine(desk=FRONT, what=DeskAct.COVER_ASSIGNED, ends_in_ms=8000))
    known = Known(desk=FRONT, view=board(done))
    assert UNDO.make(about_nothing(known)) == Undo(incident=CALL.incident)
    for other in (
        Known(desk=FRONT, view=board(done), passed_ms=8000),
        Known(desk=DeskId("nurse"), view=board(done)),
        Known(),
    ):
        assert UNDO.make(about_nothing(other)) == NOTHING_TO_UNDO


def test_why_nothing_can_be_taken_goes_by_whether_a_call_is_open() -> None:
    assert nothing_rings(()) == "Nothing rings: no call is open."
    assert nothing_rings((CALL,)) == "Nothing rings: every call has somebody."
