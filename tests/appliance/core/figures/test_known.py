"""Tests that each half of a school year is released once, and that releases stand over a restart."""

from appliance.core.apply import apply
from appliance.core.board import Board
from appliance.core.figures.commands import ReleaseFigures
from appliance.core.figures.events import YEARS_KEPT, FiguresReleased
from appliance.core.figures.known import Figures, after
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.transcript import line
from tests.appliance.core.story import Story


def released(year: int, half: int, document: bytes = b"{}") -> FiguresReleased:
    return FiguresReleased(year=year, half=half, document=document)


def test_a_half_is_released_once_and_none_before_it() -> None:
    story = Story()
    assert story.tell(ReleaseFigures(year=2025, half=2, document=b"first")) is None
    assert story.tell(ReleaseFigures(year=2025, half=2, document=b"again")) is Rejection.FIGURES_RELEASED_ALREADY
    assert story.tell(ReleaseFigures(year=2025, half=1, document=b"before")) is Rejection.FIGURES_RELEASED_ALREADY
    assert story.tell(ReleaseFigures(year=2026, half=1, document=b"next")) is None
    assert story.board.figures.released == {(2025, 2): b"first", (2026, 1): b"next"}
    story.restart()
    assert story.board.figures.released == {(2025, 2): b"first", (2026, 1): b"next"}


def test_a_release_stands_until_that_of_the_same_half_years_later() -> None:
    known = Figures()
    for year in range(2020, 2020 + YEARS_KEPT):
        known = after(known, released(year, 1))
    assert len(known.released) == YEARS_KEPT
    known = after(known, released(2020 + YEARS_KEPT, 1))
    assert min(known.released) == (2021, 1) and known.newest == (2020 + YEARS_KEPT, 1)


def test_what_stands_after_a_restart_is_what_stood_before_over_many_years() -> None:
    story = Story()
    for year in range(2020, 2034):
        story.tell(ReleaseFigures(year=year, half=1 + year % 2, document=str(year).encode()))
    before = story.board.figures
    story.restart()
    assert story.board.figures == before


def test_it_is_told_in_one_sentence_without_a_figure() -> None:
    board = Board.empty()
    event = released(2026, 1, b'{"calls": 230}')
    apply(board, event, Moment(0, 0, 0))
    assert line(event, board.index) == "Figures of January to June 2026 released."
