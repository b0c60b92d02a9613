"""Tests the copy of the record on the idle screen, in the morning check and in sentences: how far, how long ago, where,
and what is wrong.
"""

from typing import Any

import pytest

from appliance.api.board.outside import CopyLine
from appliance.flows.box.own_copy import NONE, copy_words, no_copy
from tests.tui.boards import WALL_MS, board
from tests.tui.test_model import seen
from tui.plain import readings

WELL = CopyLine(kind="stick", where="the USB stick", head=4820, proved=4812, proved_ago_ms=3000, silent=False)


def changed(**changes: Any) -> CopyLine:
    return CopyLine(**{**{name: getattr(WELL, name) for name in WELL.__struct_fields__}, **changes})


def shown(**changes: Any) -> tuple[str, bool]:
    """Give the line Copy, and whether all is well."""
    calm = seen(board(copy=changed(**changes))).calm(0)
    assert calm is not None
    return next(words for name, words, _ in calm.lines if name == "Copy"), calm.all_well


def test_it_says_how_far_the_copy_is_proved_how_long_ago_and_where() -> None:
    assert shown() == ("up to entry 4,812, 3 s ago, on the USB stick", True)
    assert shown(kind="folder", where="/mnt/second")[0].endswith("in /mnt/second")
    assert shown(kind="sftp", where="backup.example")[0].endswith("on backup.example")


def test_it_grows_older_on_the_screen() -> None:
    words = copy_words(board(copy=WELL), 60_000)
    assert words is not None
    assert "63 s ago" in words[0]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"silent": True}, "nothing is heard from the replica"),
        ({"trouble": "copy-unplugged"}, "NOT THERE: the USB stick"),
        ({"trouble": "copy-full", "kind": "sftp", "where": "backup.example"}, "NO ROOM LEFT on backup.example"),
    ],
)
def test_what_is_wrong_with_it_spoils_the_calm(changes: dict[str, Any], says: str) -> None:
    words, well = shown(**changes)
    assert says in words
    assert not well


def test_one_that_is_not_proved_yet_claims_nothing() -> None:
    words, well = shown(proved=0)
    assert words == "not proved yet on the USB stick"
    assert well


def test_without_a_copy_that_is_said_calmly() -> None:
    calm = seen(board(copy=changed(kind="", where=""))).calm(0)
    assert calm is not None
    assert ("Copy", NONE) in calm.unwatched
    assert calm.all_well
    assert no_copy(board()) is None, "a box that says nothing of it says not that there is none"


def test_a_long_place_is_cut_to_the_screen() -> None:
    assert len(shown(kind="sftp", where="b" * 60)[0]) <= 62


def test_the_plain_console_says_the_same_in_one_sentence() -> None:
    model = seen(board(copy=WELL, wall_ms=WALL_MS))
    assert readings.copy(model, model.arrived_ms) == ["Copy: up to entry 4,812, 3 s ago, on the USB stick."]
    model = seen(board(copy=changed(trouble="copy-refused", says="The host key is another.")))
    assert readings.copy(model, model.arrived_ms)[1] == "The host key is another."
    model = seen(board(copy=changed(kind="")))
    assert readings.copy(model, model.arrived_ms) == [f"Copy: {NONE}."]
