"""Tests when the plain console rings and when it speaks while somebody types, on a real pseudo-terminal."""

import os
import pty
import select
from collections.abc import Iterator

import pytest

from appliance.api.board.calls import NameOwedLine
from appliance.api.board.supervised import TroubleLine
from appliance.core.district.copies import ASK_ROOMS
from appliance.core.ground.words import Stage
from tests.tui.boards import FRONT, TROUBLES, board, call
from tests.tui.plain.test_terminal import Typed
from tui.model import ConsoleModel
from tui.plain.speaker import FLOOD_MS, PAUSE_MS, QUESTION_AFTER_MS, Speaker
from tui.plain.terminal import BELL, Terminal
from tui.plain.told import Open


class Sitting:
    """A desk at which somebody has begun to type. `hears` gives what a board that comes then makes the console print."""

    def __init__(self, ours: int, theirs: int) -> None:
        self.now_ms = 60_000
        self._ours = ours
        self.asked = ""
        self._theirs = theirs
        self._terminal = terminal = Terminal(theirs, theirs, lambda: self.now_ms)
        self._model = ConsoleModel(desk=FRONT).with_board(board(), self.now_ms)
        self._speaker = Speaker(terminal, Open(), self._model, lambda: self.asked)
        os.write(ours, b"no")
        with terminal.attended():
            select.select([theirs], [], [], 5)
            terminal.readable(Typed())
        self.printed()

    def hears(self, after_ms: int, *calls, **changes) -> str:
        self.now_ms += after_ms
        self._model = self._model.with_board(board(*calls, **changes), self.now_ms)
        self._speaker.news(self._model, self.now_ms)
        return self.printed()

    def begins(self, **changes) -> str:
        """Give what a console says first."""
        self._typed_out()
        model = ConsoleModel(desk=FRONT)
        speaker = Speaker(self._terminal, Open(), model, lambda: "")
        speaker.news(model.with_board(board(**changes), self.now_ms), self.now_ms)
        return self.printed()

    def waits(self, for_ms: int) -> str:
        """Let the console look at what waits, without a new board; give what it says."""
        self.now_ms += for_ms
        self._speaker.look(self.now_ms)
        return self.printed()

    def does(self) -> None:
        """Let something be done just now, in the middle of a question."""
        self._typed_out()
        self._speaker.question_again(self.now_ms, self.now_ms)

    def _typed_out(self) -> None:
        """End what was half typed."""
        os.write(self._ours, b"\r")
        select.select([self._theirs], [], [], 5)
        self._terminal.readable(Typed())
        self.printed()

    def printed(self) -> str:
        text = ""
        while select.select([self._ours], [], [], 0.05)[0]:
            text += os.read(self._ours, 4096).decode()
        return text


ROOMS = TroubleLine(what=ASK_ROOMS.what, subject="", detail="Calls may have been open: ask every room.", age_ms=1000)


@pytest.fixture
def sitting() -> Iterator[Sitting]:
    ours, theirs = pty.openpty()
    yield Sitting(ours, theirs)
    os.close(ours)
    os.close(theirs)


def test_a_call_rings_at_once_while_other_news_waits_for_whoever_types(sitting: Sitting) -> None:
    assert sitting.hears(10, troubles=TROUBLES) == "", "a trouble waits until the typist pauses"
    assert sitting.hears(100, call(12, "B204"), troubles=TROUBLES) == BELL
    assert "Room B204" in sitting.hears(PAUSE_MS, call(12, "B204"), troubles=TROUBLES)


@pytest.mark.slow
def test_in_a_flood_the_bell_rings_once_a_second(sitting: Sitting) -> None:
    calls = tuple(call(number, f"A{number}") for number in range(1, 9))
    rung = [sitting.hears(FLOOD_MS // 10, *calls[: number + 1]) for number in range(8)]
    assert rung == [BELL, *[""] * 7]
    assert sitting.waits(FLOOD_MS // 2).startswith(BELL), "for those that came since"


def test_a_name_that_falls_overdue_is_said_once_without_a_board_and_without_the_bell(sitting: Sitting) -> None:
    owed = (NameOwedLine(desk=FRONT, due_in_ms=60_000),)
    had = call(12, "B204", stage=Stage.ACKNOWLEDGED, names_owed=owed)
    sitting.hears(PAUSE_MS, had)
    assert sitting.waits(50_000) == ""
    said = sitting.waits(10_000)
    assert "Call 12, Room B204: A name is overdue. Type: name 12" in said and BELL not in said
    assert sitting.waits(10_000) == ""


@pytest.mark.slow
def test_after_an_act_the_question_is_said_with_what_changed_or_alone_and_once(sitting: Sitting) -> None:
    sitting.asked = "Who saw the room?"
    sitting.does()
    assert sitting.waits(QUESTION_AFTER_MS - 1) == ""
    assert "You were asked: Who saw the room?" in sitting.waits(1)
    assert sitting.waits(QUESTION_AFTER_MS) == ""
    sitting.does()
    assert sitting.hears(10, call(12, "B204")).count("You were asked: Who saw the room?") == 1
    assert "You were asked" not in sitting.waits(QUESTION_AFTER_MS)


def test_a_box_that_does_not_know_what_was_open_does_not_say_that_nothing_is(sitting: Sitting) -> None:
    assert "No call is open." in sitting.begins()
    said = sitting.begins(troubles=(ROOMS,))
    assert "Calls may have been open: ask every room." in said and "No call is open." not in said
