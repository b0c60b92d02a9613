"""Tests the screen while the line is lost: it paints again at each tick of the clock, and leaves out no call."""

from appliance.core.ground.words import Stage as CallStage
from tests.tui.boards import FRONT, board, call
from tui.model import ConsoleModel
from tui.screens.blind import BlindScreen, listed


def test_a_second_that_passes_before_the_screen_stands_does_no_harm() -> None:
    BlindScreen().show(ConsoleModel(desk=FRONT).without_line("The daemon is gone.", 0), 0)


def test_calls_that_fit_one_below_the_other_are_named_in_full() -> None:
    calls = (call(12, "B204"), call(13, "Gym", stage=CallStage.CONFIRMED))
    assert listed(calls, 74, 6) == ["■ Room B204 (call 12), nobody has it", "■ Gym (call 13)"]


def test_of_more_calls_each_still_has_its_place() -> None:
    model = ConsoleModel(desk=FRONT).with_board(board(*(call(number, f"B{number}") for number in range(100, 140))), 0)
    lines = listed(model.calls, 74, 6)
    assert len(lines) == 6 and max(map(len, lines)) <= 74
    assert all(f"B{number} !" in " ".join(lines) for number in range(100, 140))


def test_a_small_screen_names_rooms_that_can_be_found_and_counts_the_others() -> None:
    calls = tuple(call(number, f"Laboratory of natural sciences B{number}") for number in range(100, 163))
    lines = listed(calls, 34, 6)
    assert lines[-1] == "and 48 more"
    assert lines[0].split("■")[1:] == [" La…100 ! ", " La…105 ! ", " La…110 ! "]
    assert len(lines) == 6 and max(map(len, lines)) <= 34
