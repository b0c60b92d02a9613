"""Tests the line to the district on the idle screen and in sentences: what is signed for, what waits, and who says so."""

from typing import Any

import pytest

from appliance.api.board.outside import DistrictLine
from tests.tui.boards import WALL_MS, board
from tests.tui.test_model import seen
from tui.plain import readings

WELL = DistrictLine(
    office=True,
    sealed_for=True,
    head=1204,
    countersigned=1204,
    countersigned_ms=WALL_MS - 3_600_000,
    held=0,
    overdue=0,
    reachable=True,
    for_ms=7_200_000,
    why="",
    head_state="ok",
)


def shown(**changes: Any) -> tuple[list[str], bool]:
    """Give the lines under District, and whether all is well."""
    line = DistrictLine(**{**{name: getattr(WELL, name) for name in WELL.__struct_fields__}, **changes})
    calm = seen(board(district=line)).calm(0)
    assert calm is not None
    names = [name for name, _, _ in calm.lines]
    if "District" not in names:
        return [words for name, words in calm.unwatched if name == "District"], calm.all_well
    start = names.index("District")
    end = next((at for at in range(start + 1, len(names)) if names[at]), len(names))
    return [words for _, words, _ in calm.lines[start:end]], calm.all_well


def test_a_drained_line_says_what_is_signed_for_and_when() -> None:
    lines, well = shown()
    assert well
    assert lines[0] == "line up for 2 h"
    assert lines[1].startswith("signed for to entry 1204 (") and "wait" not in lines[1]


def test_what_waits_and_what_went_ahead_is_counted() -> None:
    lines, well = shown(countersigned=1100, held=12)
    assert well
    assert lines[1].endswith(", 104 wait")
    assert lines[2] == "12 entries of open calls went ahead of them"


def test_a_receipt_of_days_ago_says_so_in_place_of_a_time_of_day() -> None:
    assert "3 days ago" in shown(countersigned_ms=WALL_MS - 3 * 86_400_000)[0][1]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"reachable": False, "for_ms": 720_000, "why": "no route to the host"},
            "NO LINE for 12 min: no route to the host",
        ),
        ({"reachable": None, "for_ms": 720_000}, "NOT KNOWN for 12 min: nothing is heard from the uplink"),
        ({"head_state": "fork"}, "TWO HISTORIES of this box: the safety office decides"),
        ({"head_state": "superseded"}, "THE DISTRICT HAS ANOTHER BOX for this building"),
        ({"head_state": "revoked"}, "THIS BOX IS REVOKED: nobody outside believes its record"),
    ],
)
def test_what_is_wrong_with_it_spoils_the_calm(changes: dict[str, Any], says: str) -> None:
    lines, well = shown(**changes)
    assert lines[0] == says
    assert not well


def test_a_line_that_has_just_gone_is_said_at_once_and_is_no_trouble_yet() -> None:
    lines, well = shown(reachable=False, for_ms=20_000)
    assert lines[0] == "NO LINE for 20 s"
    assert well


def test_what_nobody_outside_can_open_and_what_nobody_opened_is_said() -> None:
    assert "nobody outside can open the record yet" in shown(sealed_for=False)[0]
    lines, well = shown(overdue=1)
    assert lines[-1] == "1 call's record NOT OPENED by the safety office in time"
    assert not well


def test_without_a_safety_office_everything_is_said_to_stay_here() -> None:
    lines, well = shown(office=False)
    assert lines == ["no safety office is known: everything stays in this box"]
    assert well


def test_the_uplinks_sentence_is_cut_to_the_screen() -> None:
    lines, _ = shown(reachable=False, why="x" * 30 + " " + "y" * 160)
    assert len(lines[0]) <= 62


def test_the_plain_console_says_the_same_in_one_sentence() -> None:
    (sentence,) = readings.district(seen(board(district=WELL)), 0)
    assert sentence.startswith("District: line up for 2 h; signed for to entry 1204 (")
    (sentence,) = readings.district(seen(board()), 0)
    assert "everything stays in this box" in sentence
