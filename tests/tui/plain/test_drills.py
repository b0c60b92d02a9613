"""Tests practice at the plain console: planned, begun, dropped, and how long it took, in sentences."""

import msgspec

from appliance.core.practice.commands import (
    DropDrillPlan,
    EndDrill,
    MakeDrillReal,
    MakeReal,
    PlanDrill,
    StartPlannedDrill,
)
from appliance.flows.practice.times import time_typed
from appliance.flows.zone import zone_at
from appliance.plan.ids import DrillId, IncidentId, RoomId
from tests.tui.boards import WALL_MS, board, call, drill
from tests.tui.plain.conversation import Conversation
from tests.tui.test_drills import AUTUMN, OVER, PRACTISED


def test_a_drill_is_planned_question_by_question() -> None:
    desk = Conversation()
    assert "What is the drill called?" in desk.hears("plan drill B204, B205")
    assert "When?" in desk.hears("Autumn")
    assert desk.does("tomorrow 10:30") == PlanDrill(
        name="Autumn",
        rooms=(RoomId("B204"), RoomId("B205")),
        at_ms=time_typed("tomorrow 10:30", WALL_MS, zone_at(board())) or 0,
    )


def test_what_is_no_time_plans_nothing_and_only_the_time_is_asked_again() -> None:
    desk = Conversation()
    desk.hears("plan drill B204 B205")
    desk.hears("Autumn")
    for typed in ("soon", "later", "Friday or so", "some day"):
        said = desk.hears(typed)
        assert said.startswith("That is no time.") and "When? For example" in said and "type: cancel" in said
    assert desk.does("tomorrow 10:30") == PlanDrill(
        name="Autumn",
        rooms=(RoomId("B204"), RoomId("B205")),
        at_ms=time_typed("tomorrow 10:30", WALL_MS, zone_at(board())) or 0,
    )
    assert desk.talk.question is None


def test_a_plan_whose_time_would_not_do_is_dropped_by_cancel() -> None:
    desk = Conversation()
    for line in ("plan drill B204", "Autumn", "soon"):
        desk.hears(line)
    assert desk.hears("cancel") == "Cancelled: plan. Nothing was done."


def test_what_is_planned_is_told_begun_and_dropped() -> None:
    desk = Conversation()
    assert desk.hears("drills") == "No drill is planned."
    assert desk.hears("begin drill") == "No drill is planned. To plan one, type: plan drill"
    desk.told(board(planned=(AUTUMN,)))
    assert desk.hears("drills").startswith("Planned: Autumn, ")
    assert "Drill planned: Autumn, " in desk.hears("board")
    assert desk.does("begin Autumn") == StartPlannedDrill(plan=AUTUMN.plan)
    assert desk.does("drop drill Autumn") == DropDrillPlan(plan=AUTUMN.plan)


def test_the_end_of_a_drill_says_what_it_took() -> None:
    desk = Conversation()
    desk.told(board(drill=drill("B204")))
    assert desk.does("end drill") == EndDrill(drill=DrillId("d-1"))
    (said,) = desk.told(board(drill_over=OVER))
    assert said.startswith(
        "Drill ended: Medical practice. Every call is real now. Call 7, Room B204: shown after 0.4 s"
    )
    assert "The last drill was Spring. Call 7, Room B204" in desk.hears("drills")


def test_a_drill_that_another_desk_made_real_is_told_as_that_and_no_end_of_practice() -> None:
    desk = Conversation()
    desk.told(board(*PRACTISED, drill=drill("B205", "117")))
    real = msgspec.structs.replace(OVER, made_real_at="Nurse")
    calls = [msgspec.structs.replace(each, drill=False) for each in PRACTISED]
    said = desk.told(board(*calls, drill_over=real))
    words = "Somebody at Nurse said that the drill is no practice: Medical practice is REAL, and over. Every call is real now."
    assert words in said
    desk = Conversation()
    many = [call(number, f"A{number}", drill=True) for number in range(20, 30)]
    desk.told(board(*many, drill=drill("B205")))
    said = desk.told(board(*(msgspec.structs.replace(each, drill=False) for each in many), drill_over=real))
    assert words in said, "among ten calls at once too"


def test_a_practice_call_is_made_real_by_its_number_and_that_is_said() -> None:
    desk = Conversation()
    desk.told(board(*PRACTISED, drill=drill("B205", "117")))
    assert desk.hears("real 15") == "This call is real already."
    assert desk.does("real 14") == MakeReal(incident=IncidentId("i-14"))
    (said,) = desk.told(board(call(14, "B205"), *PRACTISED[1:], drill=drill("B205", "117")))
    assert said == "Call 14, Room B205: It is REAL now, no practice. Type: have 14"


def test_the_whole_drill_is_made_real_after_one_question_that_names_what_happens() -> None:
    desk = Conversation()
    assert desk.hears("whole drill real") == "No drill is running."
    desk.told(board(*PRACTISED, drill=drill("B205", "117")))
    asked = desk.hears("whole drill real")
    assert "Is Medical practice real? No response of the building starts with it" in asked
    assert "Type 1 for real: 2 calls ring as real: Room B205, Room 117. The drill is over." in asked
    assert desk.hears("no") == "The drill goes on: nothing was done."
    desk.hears("whole drill real")
    assert desk.does("1") == MakeDrillReal(drill=DrillId("d-1"))
