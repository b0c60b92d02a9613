"""Tests the rows of a crowded board, without a screen: what is on each of them, however narrow it is and however long a room's name."""

import math

import pytest

from appliance.core.ground.words import Stage
from appliance.plan.model import Kind
from tests.tui.boards import FRONT, board, call
from tui.board.faces import CardFace
from tui.model import ConsoleModel
from tui.widgets.call_row import BARE_WIDTH, FULL_WIDTH, HALF_WIDTH, row, sizes_of
from tui.widgets.flood_view import columns_for
from tui.widgets.lines import cells

NAMES = (
    "Library and media centre of the north wing, upper floor B204",
    "Room B204",
    "音楽室と図書室 二階 北棟 204",
    "पुस्तकालय कक्ष पहली मंज़िल २०४",
    "ห้องสมุดชั้นสอง อาคารเหนือ ๒๐๔",
    "قاعة الموسيقى الطابق الثاني ٢٠٤",
    "Salle de musique du ba\u0302timent nord 204",
    "\N{MULTIPLE MUSICAL NOTES} Music \N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16} 204",
)


def faces(*rooms: str, **changes: object) -> tuple[CardFace, ...]:
    kinds = (Kind.EMERGENCY, Kind.MEDICAL, Kind.ASSIST)
    calls = [call(100 + n, "B", kinds[n % 3], room_name=room, **changes) for n, room in enumerate(rooms)]
    return ConsoleModel(desk=FRONT).with_board(board(*calls), 0).cards(0)


@pytest.mark.parametrize("name", NAMES)
def test_shape_room_state_number_and_time_are_on_every_row_from_the_narrowest(name: str) -> None:
    shown = faces(name, "B100", age_ms=754_000)
    sizes = sizes_of(shown)
    for width in range(sizes.narrowest, 121):
        face = next(each for each in shown if each.number == 100)
        line = row(face, width, sizes).plain.replace("\u200e", "")
        assert cells(line) == width
        assert line[1] == "▲" and ("…" in line or name.removeprefix("Room ") in line)
        assert any(each.isdigit() for each in line.partition("100")[0]), line
        assert "100" in line and "12:34" in line
        assert any(state in line for state in ("SPACE: I have it", "RINGING", " ! "))


def test_on_a_row_that_is_too_narrow_for_both_the_number_stays_and_the_time_goes() -> None:
    (face,) = faces("B204", age_ms=60_000)
    assert row(face, 13, sizes_of((face,))).plain == "►▲B204 ! 100 "
    assert row(face, BARE_WIDTH, sizes_of((face,))).plain == "►▲B204  ! "


@pytest.mark.parametrize("width", [20, 38, 60, 80, 100])
def test_one_long_name_takes_nothing_from_the_rows_of_the_others(width: int) -> None:
    alone, beside = faces("B100", "B101"), faces("B100", "B101", NAMES[0], age_ms=60_000)
    for face in alone:
        assert row(face, width, sizes_of(alone)).plain == row(face, width, sizes_of(beside)).plain


def test_columns_stand_below_each_other_whatever_their_names_are_written_in() -> None:
    shown = faces(*NAMES)
    for width in (20, 40, 80):
        lines = [row(face, width, sizes_of(shown)).plain for face in shown]
        ends = {
            cells(line[: line.index(f"{face.number}  " if width > 20 else f"{face.number} ")])
            for line, face in zip(lines, shown, strict=True)
        }
        assert len(ends) == 1


def test_practice_says_so_on_the_narrowest_row() -> None:
    (practice,) = faces(NAMES[0], drill=True)
    assert "DRILL " in row(practice, HALF_WIDTH, sizes_of((practice,))).plain
    assert "DRILL " in row(practice, FULL_WIDTH, sizes_of((practice,))).plain
    assert "~" in row(practice, sizes_of((practice,)).narrowest, sizes_of((practice,))).plain
    assert "~" in row(practice, BARE_WIDTH, sizes_of((practice,))).plain


def test_a_state_that_is_too_long_for_its_row_is_said_in_few_words() -> None:
    (face,) = faces("B204", stage=Stage.ACKNOWLEDGED)
    assert "Seen, NOBODY SENT YET" in row(face, FULL_WIDTH + 20, sizes_of((face,))).plain
    assert "Nobody sent" in row(face, 40, sizes_of((face,))).plain


def test_one_old_call_makes_no_row_wider() -> None:
    assert sizes_of(faces("B100", age_ms=4_000_000)) == sizes_of(faces("B100", age_ms=754_000))


@pytest.mark.parametrize(("width", "rows"), [(40, 4), (80, 18), (80, 8), (120, 34), (200, 54)])
@pytest.mark.parametrize("calls", [11, 45, 63, 200])
def test_number_and_time_go_only_where_every_room_has_its_row_for_it(width: int, rows: int, calls: int) -> None:
    shown = faces(*(f"B{n}" for n in range(calls)))
    columns = columns_for(shown, rows, width)
    if width // columns < sizes_of(shown).narrowest:
        assert columns == math.ceil(calls / rows) and width // columns >= BARE_WIDTH
    else:
        whole = width // sizes_of(shown).narrowest
        assert columns == whole or columns * rows >= calls
