"""Tests, without a screen, how wide names are, where they are cut, and what stands beside them."""

import pytest

from tui.widgets.lines import both_ends, cells, clipped, padded, spread

WIDE = {
    "Room B204": 9,
    "音楽室": 6,
    "Cafe\u0301": 5,
    "पुस्तकालय": 9,
    "ห้องสมุด": 8,
    "قاعة الموسيقى": 13,
    "♪ \N{MULTIPLE MUSICAL NOTES} Music": 10,
}
"""Names, and the cells they take on a terminal that gives each mark a cell of its own."""


@pytest.mark.parametrize(("name", "wide"), WIDE.items())
def test_a_name_is_as_wide_as_on_the_terminal_that_takes_most_for_it(name: str, wide: int) -> None:
    assert cells(name) == wide
    assert cells(padded(name, 30)) == 30
    assert cells(spread(name, "call 12  1:00", 40).plain) == 40
    assert spread(name, "call 12  1:00", 40).cell_length <= 40


@pytest.mark.parametrize("name", WIDE)
def test_what_stands_at_the_other_end_stays_whole_however_a_name_is_cut(name: str) -> None:
    for width in range(14, 40):
        line = spread(f"{name} {name}", "call 12  1:00", width).plain
        assert line.endswith("call 12  1:00")
        assert cells(line) == width


def test_a_letter_and_its_marks_are_cut_together() -> None:
    assert clipped("Cafe\u0301teria", 6) == "Cafe\u0301…"
    assert clipped("Cafe\u0301teria", 5) == "Caf…"
    assert clipped("\N{WOMAN}\u200d\N{SCHOOL} class", 3) == "…"
    assert clipped("音楽室と図書室", 8) == "音楽室…"
    assert clipped("Room", 0) == ""


@pytest.mark.parametrize(
    ("width", "cut"),
    [
        (40, "Laboratory of natural sciences, B 204"),
        (20, "Laboratory of…B 204"),
        (14, "Laborato…B 204"),
        (9, "Labor…204"),
        (5, "…204"),
        (2, "…4"),
        (1, "…"),
        (0, ""),
    ],
)
def test_a_name_that_is_cut_keeps_its_beginning_and_the_end_that_tells_it_from_the_next(width: int, cut: str) -> None:
    assert both_ends("Laboratory of natural sciences, B 204", width) == cut


def test_a_name_makes_way_for_what_stands_beside_it_but_not_for_all_of_itself() -> None:
    name = "Laboratory of natural sciences, B 204"

    def beside(width: int) -> str:
        return spread(f"▲ {name}  RINGING", "call 12 ", width, name=name).plain

    assert beside(60) == f"▲ {name}  RINGING    call 12 "
    assert beside(50) == "▲ Laboratory of…sciences, B 204  RINGING  call 12 "
    assert beside(36) == "▲ Laboratory…B 204  RINGING call 12 "
    assert beside(30) == "▲ Laboratory…B 204  … call 12 "
    assert beside(20) == "▲ Labo…204… call 12 "


def test_where_one_end_is_all_there_is_room_for_it_is_the_one_that_tells_more() -> None:
    assert both_ends("Salle de musique", 5) == "Sall…"
    assert both_ends("पुस्तकालय २०४", 5) == "…२०४"


def test_one_long_word_keeps_both_ends_too() -> None:
    assert both_ends("Naturwissenschaftsraum", 11) == "Natur…sraum"
    assert both_ends("音楽室と図書室", 9) == "音楽…書室"


def test_a_name_that_runs_from_right_to_left_turns_nothing_beside_it() -> None:
    assert clipped("قاعة الموسيقى", 20) == "\u200eقاعة الموسيقى\u200e"
    assert both_ends("قاعة الموسيقى ٢٠٤", 10) == "\u200eقاعة ا…٢٠٤\u200e"
    assert "\u200e" not in clipped("Room B204, 音楽室", 20)
