"""Walk tests: whose next press is a test, the word that it was the test, and the end. Pure."""

from appliance.api.board.board import BoardView
from appliance.core.practice.commands import ArmWalkTest, AttestTestPress, EndWalkTest
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, Part
from appliance.flows.rooms import COLUMN, floor_words, found_by, room_names
from appliance.flows.zone import zone_at
from appliance.plan.ids import ButtonId
from appliance.words.times import time_of_day

NO_TEST_WAITS = "No walk test of this desk waits for an answer."


def buttons(given: Given) -> tuple[Option, ...]:
    """Every button of the plan, by its room or duty or by its own id; said to ring where it cannot say when it was pressed."""
    facts = given.known.facts
    if facts is None:
        return ()
    in_rooms = (
        Option(
            ButtonId(button),
            f"{room.name}, {button}",
            (button, *room_names(room)),
            line=f"{room.name}\t{floor_words(room)}  {button}{_rings(button in room.untimed)}",
            found_by=f"{found_by(room)} {button}",
        )
        for room in facts.rooms
        for button in room.buttons
    )
    pendants = (
        Option(
            each.button,
            f"the pendant of {each.where}",
            (each.button, each.where),
            line=f"{each.where}\tpendant  {each.button}{_rings(each.untimed)}",
            found_by=f"{each.where} {each.button}",
        )
        for each in facts.duties
    )
    return (*in_rooms, *pendants)


def last_test(view: BoardView, key: str = "") -> tuple[str, bool | None]:
    """Which button was tested last and what came of it, and whether that is well; None where none was tested. `key` tests a button."""
    over = view.test_over
    if over is None:
        return f"none since the box started{f': {key} tests a button' if key else ''}", None
    failed = f"NOT PASSED{f': {key} tests it again' if key else ''}"
    result = "heard and answered" if over.passed else failed
    return f"{over.button} at {time_of_day(over.wall_ms, zone_at(view))}: {result}", over.passed


def _rings(untimed: bool) -> str:
    return " (will ring)" if untimed else ""


def _label(given: Given) -> str:
    return "Room or duty:" if given.known.facts and given.known.facts.duties else "Room:"


def _end(given: Given) -> EndWalkTest | str:
    test = given.known.view.walk_test if given.known.view else None
    return EndWalkTest(button=ButtonId(test.button)) if test else "No button is being tested."


def _attest(given: Given) -> AttestTestPress | str:
    incident = given.known.test_rang
    return AttestTestPress(incident=incident) if incident else NO_TEST_WAITS


WALK_TEST: Flow[ArmWalkTest | EndWalkTest] = Flow(
    "test",
    lambda given: ArmWalkTest(button=given.parts["button"]),
    (
        Part(
            "button",
            "Which button? Type its room, or part of it.",
            buttons,
            title=lambda _: "WALK TEST: whose next press is a test, for two minutes?",
            label=_label,
            narrows=True,
            column=COLUMN,
        ),
    ),
    of_plan=True,
)
TEST_PRESS = Flow("just now", _attest, done="Done: it was the test, and its call is over.")
END_WALK_TEST: Flow[ArmWalkTest | EndWalkTest] = Flow("end test", _end)


def begun(known: Known) -> Flow[ArmWalkTest | EndWalkTest]:
    """Give the flow for a screen: while a button is tested, the end of it."""
    return END_WALK_TEST if known.view and known.view.walk_test else WALK_TEST
