"""Tests practice that becomes real, and the end of a drill: what there is to choose, and what the box is asked for."""

from msgspec.structs import replace

from appliance.api.board.building import CheckInView, ResponseLine
from appliance.core.ground.words import BuildingResponse
from appliance.core.practice.commands import EndDrill, MakeDrillReal, MakeReal
from appliance.flows.flow import Dropped, GoOn
from appliance.flows.known import Known
from appliance.flows.parts import Given, about, about_nothing
from appliance.flows.practice.real import (
    END_DRILL,
    END_DRILL_IF_SURE,
    MAKE_DRILL_REAL,
    MAKE_REAL,
    NO_DRILL,
    becomes_real,
    real_already,
)
from appliance.plan.ids import CheckInId, DrillId, IncidentId, RoomId
from tests.tui.boards import board, call, drill
from tests.tui.test_drills import PRACTISED
from tests.tui.test_tap_outs import tap_out


def running(**parts: object) -> Given:
    given = about_nothing(Known(view=board(*PRACTISED, drill=drill("B205", "117"))))
    given.parts.update(parts)
    return given


def test_what_becomes_real_is_counted_and_named() -> None:
    assert becomes_real(board(drill=drill("B204"))) == "no call of it is open; every press is real"
    assert becomes_real(board(*PRACTISED[:2])) == "1 call rings as real: Room B205"
    assert becomes_real(board(*PRACTISED, call(17, "B204", drill=True))) == (
        "3 calls ring as real: Room B205, Room 117 and 1 more"
    )


def test_practice_beside_a_real_call_ends_and_a_tap_out_is_asked_without_ringing() -> None:
    beside = (call(14, "B204", drill=True), call(15, "B204"), call(16, "Gym", drill=True))
    assert becomes_real(board(*beside, drill=drill("B204", "Gym"))) == (
        "1 call rings as real: Gym; 1 ends beside what is real in its room: Room B204"
    )
    both = (tap_out(12, drill=True), tap_out(17, room=RoomId("12")), tap_out(19, drill=True))
    assert becomes_real(board(call(16, "12", drill=True), tap_outs=both, drill=drill("12", "19"))) == (
        "1 call rings as real: Room 12; 1 tap-out is asked as real, without ringing: Room 19; "
        "1 ends beside what is real in its room: Room 12"
    )


def test_what_the_whole_building_practises_ends_too() -> None:
    hold = ResponseLine(response=BuildingResponse.HOLD, detail="", practice=True, age_ms=0, started_by="")
    check_in = CheckInView(check_in=CheckInId("c-1"), practice=True, age_ms=0, rooms=())
    practised = board(PRACTISED[0], response=hold, check_in=check_in, drill=drill("B205"))
    assert becomes_real(practised) == (
        "1 call rings as real: Room B205; practice of HOLD ends; the practice check-in ends"
    )
    real = replace(practised, response=replace(hold, practice=False), check_in=replace(check_in, practice=False))
    assert becomes_real(real) == "1 call rings as real: Room B205"


def test_only_practice_can_be_made_real() -> None:
    assert real_already(call(14, "B205", drill=True)) == ""
    assert real_already(call(14, "B205")) == "This call is real already."
    assert real_already(tap_out(12)) == "This tap-out is real already."
    practised = call(14, "B205", drill=True)
    assert MAKE_REAL.make(about(Known(), practised)) == MakeReal(incident=IncidentId("i-14"))


def test_the_whole_drill_is_made_real_by_one_answer_and_goes_on_by_the_other() -> None:
    part = MAKE_DRILL_REAL.missing(running())
    assert part is not None and part.options is not None
    real, goes_on = part.options(running())
    assert real.says == "real: 2 calls ring as real: Room B205, Room 117. The drill is over"
    assert (real.shown, goes_on.shown) == (
        "IT IS REAL: 2 calls ring as real: Room B205, Room 117",
        "Go on practising",
    )
    assert MAKE_DRILL_REAL.make(running(real=real.value)) == MakeDrillReal(drill=DrillId("d-1"))
    dropped = MAKE_DRILL_REAL.make(running(real=goes_on.value))
    assert dropped == Dropped("The drill goes on: nothing was done.")
    over = about_nothing(Known(view=board()))
    over.parts["real"] = True
    assert MAKE_DRILL_REAL.make(over) == "No drill is running any more: nothing was done."


def test_a_drill_is_ended_at_once_or_by_whoever_is_sure_and_a_real_one_is_asked_about_anew() -> None:
    assert END_DRILL.make(running()) == EndDrill(drill=DrillId("d-1"))
    assert END_DRILL.make(about_nothing(Known(view=board()))) == NO_DRILL
    part = END_DRILL_IF_SURE.missing(running())
    assert part is not None and part.options is not None
    end, goes_on, real = part.options(running())
    assert END_DRILL_IF_SURE.make(running(sure=end.value)) == EndDrill(drill=DrillId("d-1"))
    assert isinstance(END_DRILL_IF_SURE.make(running(sure=goes_on.value)), Dropped)
    assert isinstance(real.value, GoOn) and real.value.flow is MAKE_DRILL_REAL
    assert part.follows is not None and part.follows(running()) == "d-1"
    assert part.gone(running()) == "DRILL Medical practice is over already."
