"""Tests, without a screen, how large a board is drawn, when it turns into rows, and what a screen that visitors see leaves out."""

import pytest

from appliance.core.ground.words import Stage
from appliance.plan.model import Kind
from appliance.words.kinds import KINDS
from tests.tui.boards import FRONT, board, call
from tests.tui.test_tap_outs import tap_out
from tui.board.big import big
from tui.board.faces import CardFace
from tui.keys.table import BY_ACTION
from tui.model import ConsoleModel
from tui.widgets.call_card import Shape
from tui.widgets.call_list import shapes, shapes_of
from tui.widgets.flood_view import columns_for, placed_of


def faces(waiting: int, others: int) -> tuple[CardFace, ...]:
    calls = [call(n, f"1{n:02}", age_ms=n * 1000) for n in range(waiting)]
    calls += [call(100 + n, f"2{n:02}", stage=Stage.CONFIRMED) for n in range(others)]
    return ConsoleModel(desk=FRONT).with_board(board(*calls), 0).cards(0)


@pytest.mark.parametrize("lines", [3, 5, 6, 9, 12, 20])
def test_letters_take_exactly_the_lines_they_are_given_and_never_more_columns(lines: int) -> None:
    for room in ("B204", "Gymnasium", "Library and media centre"):
        drawn = big(room, 76, lines)
        if drawn is not None:
            assert len(drawn) == lines
            assert max(map(len, drawn)) <= 76


def test_letters_are_as_large_as_there_is_room_for() -> None:
    heights = [sum(bool(line.strip()) for line in big("B204", 200, lines) or ()) for lines in (3, 6, 9, 12, 20)]
    assert heights == sorted(heights)
    assert heights[0] == 3 and heights[-1] == 20


def test_a_long_name_is_broken_into_two_rows_of_letters_before_it_is_left_in_small_ones() -> None:
    assert big("Library and media centre, west wing", 76, 3) is None
    assert big("Library and media centre, west wing", 76, 6) is not None


def test_accents_are_left_out_and_letters_never_drawn_here_are_not_guessed() -> None:
    assert big("Peña", 76) == big("Pena", 76)
    assert big("教室", 76) is None


@pytest.mark.parametrize("kind", Kind)
def test_the_shape_of_each_kind_is_drawn_in_large_letters_too(kind: Kind) -> None:
    assert big(KINDS[kind].shape, 76) is not None


def test_cards_take_no_more_lines_than_there_are_and_say_when_they_do_not_fit() -> None:
    for lines in range(2, 60):
        for count in range(1, 30):
            fitting = shapes(count, lines)
            if fitting is None:
                assert 3 + 2 * (count - 1) > lines
            else:
                assert len(fitting) == count
                assert sum(shape.value for shape in fitting) <= lines


def test_the_call_that_keys_act_on_is_the_one_drawn_largest() -> None:
    two = [call(number, f"10{number}", stage=Stage.ACKNOWLEDGED) for number in (1, 2)]
    model = ConsoleModel(desk=FRONT).with_board(board(*two), 0).choosing(two[1].incident)
    assert shapes_of(model.cards(0), 19) == [Shape.PLAIN, Shape.HUGE]


def test_more_than_ten_calls_in_ten_minutes_are_a_flood_and_old_ones_do_not_count() -> None:
    def flooded(*ages_ms: int) -> bool:
        view = board(*(call(n, f"1{n:02}", age_ms=age_ms) for n, age_ms in enumerate(ages_ms)))
        return ConsoleModel(desk=FRONT).with_board(view, 0).flooded(0)

    assert not flooded(*[60_000] * 10)
    assert flooded(*[60_000] * 11)
    assert not flooded(*[60_000] * 10, 600_000)


@pytest.mark.parametrize("rows", range(1, 24))
@pytest.mark.parametrize(("waiting", "others"), [(1, 40), (40, 0), (23, 30), (8, 8)])
def test_no_call_that_waits_is_left_out_while_eight_columns_can_hold_it(rows: int, waiting: int, others: int) -> None:
    """If even eight columns cannot hold all, the calls that are shown have their numbers and times, and the others are counted."""
    shown = faces(waiting, others)
    placed = placed_of(shown, rows * columns_for(shown, rows, 80))
    assert sum(face.waits for face in placed) == (waiting if waiting <= rows * 8 else rows * 4)


def test_the_selected_call_takes_no_row_from_one_that_waits() -> None:
    chosen = call(200, "299", stage=Stage.ACKNOWLEDGED)
    calls = [call(n, f"1{n:02}") for n in range(36)]
    shown = ConsoleModel(desk=FRONT).with_board(board(*calls, chosen), 0).choosing(chosen.incident).cards(0)
    placed = placed_of(shown, 18 * columns_for(shown, 18, 80))
    assert sum(face.waits for face in placed) == 36


def test_the_selected_call_has_a_row_whatever_else_there_is() -> None:
    chosen = call(200, "299", stage=Stage.ON_SCENE)
    calls = [call(n, f"1{n:02}") for n in range(40)]
    model = ConsoleModel(desk=FRONT).with_board(board(*calls, chosen), 0).choosing(chosen.incident)
    assert chosen.incident in {face.incident for face in placed_of(model.cards(0), 5)}


def test_a_screen_at_a_counter_shows_nobodys_name() -> None:
    going = call(12, "B204", Kind.MEDICAL, Stage.CONFIRMED, acknowledged_by="Dana Reyes", going="Marcus Bell")
    covered = tap_out(stage=Stage.CONFIRMED, cover="Marcus Bell")
    model = ConsoleModel(desk=FRONT, nameless=True).with_board(board(going, tap_outs=(covered,)), 0)
    shown = f"{model.cards(0)} {model.calm(0)} {model.banners(0)} {model.tap_outs(0)}"
    assert "Reyes" not in shown and "Bell" not in shown
    assert "help sent" in shown and "somebody has it" in shown and "somebody goes" in shown


def test_a_screen_of_the_box_is_never_left() -> None:
    model = ConsoleModel(desk=FRONT, kiosk=True).with_board(board(), 0)
    assert "stays" in model.why_not(BY_ACTION["leave"])
