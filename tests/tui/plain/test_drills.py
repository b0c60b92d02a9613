"""Practice at the plain console: planned, begun, dropped, and what it took, in sentences."""

from appliance.core.commands import DropDrillPlan, EndDrill, PlanDrill, StartPlannedDrill
from appliance.plan.ids import DrillId, RoomId
from tests.tui.boards import WALL_MS, board, drill
from tests.tui.plain.conversation import Conversation
from tests.tui.test_drills import AUTUMN, OVER
from tui.drills import time_typed
from tui.zone import zone_at


def test_a_drill_is_planned_question_by_question() -> None:
    desk = Conversation()
    assert "What is the drill called?" in desk.hears("plan drill B204, B205")
    assert "When?" in desk.hears("Autumn")
    assert desk.does("tomorrow 10:30") == PlanDrill(
        name="Autumn",
        rooms=(RoomId("B204"), RoomId("B205")),
        at_ms=time_typed("tomorrow 10:30", WALL_MS, zone_at(None)) or 0,
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
        at_ms=time_typed("tomorrow 10:30", WALL_MS, zone_at(None)) or 0,
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
