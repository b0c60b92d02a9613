"""What is said of a drill and of a walk test: as they begin, ring and end, and while they last. Pure; knows no clock."""

from appliance.api.board.board import BoardView
from appliance.api.board.practice import DrillLine, WalkTestLine
from appliance.flows.calls.pressed import to_press
from appliance.flows.practice.measured import measured_words
from appliance.flows.practice.untimed import real_too
from appliance.plan.ids import DeskId
from appliance.words.times import in_words
from tui.keys.table import BY_ACTION
from tui.plain.change import Change


def practice_changes(was: BoardView | None, now: BoardView, desk: DeskId | None) -> list[Change]:
    """Sentences about practice, as this desk is told them."""
    return [*_drill(was, now), *_walk_test(was, now, desk)]


def untimed_words(drill: DrillLine) -> str:
    """The buttons in its rooms that ring as real all the same, to stand behind what is said of the drill; empty where there are none."""
    real = real_too(drill.untimed)
    return f" {real}." if real else ""


def walk_test_words(test: WalkTestLine, now: BoardView, desk: DeskId | None, passed_ms: int = 0) -> str:
    """What is waited for: the press, or a person's word about it."""
    if test.rang is None:
        rings = " It rings as a real call, since it cannot say when it was pressed." if test.untimed else ""
        return f"Walk test: press {to_press(test)} now, within {in_words(test.ends_in_ms - passed_ms)}.{rings}"
    if test.desk == desk:
        word = BY_ACTION["test_press"].word
        return f"Walk test: {test.room_name} rang. If it was pressed just now, for the test, type: {word}. Else it is REAL."
    tester = next((each.name for each in now.desks if each.desk == test.desk), test.desk)
    return f"{test.room_name} rang. It is REAL, unless {tester} says that it was their walk test."


def _drill(was: BoardView | None, now: BoardView) -> list[Change]:
    before = was.drill if was else None
    if now.drill and (before is None or before.drill != now.drill.drill):
        rooms = ", ".join(now.drill.rooms)
        left = in_words(now.drill.ends_in_ms)
        said = f"Drill begun: {now.drill.name}, in {rooms}, for {left} at most. Any other call is REAL."
        return [Change(f"{said}{untimed_words(now.drill)}")]
    if before is None or now.drill:
        return []
    over = measured_words(now.drill_over) if now.drill_over else ()
    if now.drill_over and now.drill_over.made_real_at:
        said = f"Somebody at {now.drill_over.made_real_at} said that the drill is no practice: {before.name} is REAL, and over."
        return [Change(f"{said} Every call is real now.", rings=True)]
    return [Change(" ".join([f"Drill ended: {before.name}. Every call is real now.", *over]))]


def _walk_test(was: BoardView | None, now: BoardView, desk: DeskId | None) -> list[Change]:
    before, test = was.walk_test if was else None, now.walk_test
    if test and (before is None or (before.button, before.rang) != (test.button, test.rang)):
        # What rang and cannot be the test any more is told as the call it is.
        answered = before is not None and before.button == test.button and test.rang is None
        return [] if answered else [Change(walk_test_words(test, now, desk), rings=test.rang is not None)]
    over = now.test_over
    if was and over and over != was.test_over:
        how = "passed" if over.passed else "ended without a press"
        return [Change(f"Walk test of {over.button} {how}.")]
    return []
