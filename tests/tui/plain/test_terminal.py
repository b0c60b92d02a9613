"""Tests what the plain console's terminal shows of what is typed, on a real pseudo-terminal: all of it, but of a PIN nothing."""

import os
import pty
import select
import termios
from collections.abc import Iterator

import pytest

from tui.plain.asking.typed_line import LINE_LEN_MAX
from tui.plain.terminal import Terminal
from tui.plain.told import Line


class Typed:
    """What the keys led to."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.keys = self.ends = 0

    def typed(self) -> None:
        self.keys += 1

    def line(self, line: Line) -> None:
        self.lines.append(line.text)

    def ended(self, *, gone: bool) -> None:
        del gone
        self.ends += 1


def shown(ours: int, end: str) -> str:
    """Read the screen up to this end, which must come; the kernel may hand it over late."""
    text = ""
    while not text.endswith(end):
        assert select.select([ours], [], [], 5)[0], f"only {text!r} is shown"
        text += os.read(ours, 4096).decode().replace("\r\n", "\n")
    return text


@pytest.fixture
def wires() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)
    os.close(theirs)


def test_a_pin_is_neither_echoed_nor_printed_again_below_news(wires: tuple[int, int]) -> None:
    ours, theirs = wires
    terminal, typist = Terminal(theirs, theirs, lambda: 0), Typed()
    with terminal.attended():
        for keys, hidden in (("send", False), (" it\r", False), ("8309", True), ("17\r", True)):
            terminal.hides = lambda hidden=hidden: hidden
            os.write(ours, keys.encode())
            terminal.readable(typist)
            terminal.say(["News."])
    assert typist.lines == ["send it", "830917"]
    terminal.say(["The end."])
    assert shown(ours, "The end.\n") == "send\nNews.\nsend it\nNews.\nNews.\n\nNews.\nThe end.\n"


def test_a_terminal_that_shows_its_own_keys_is_known_and_left_so(wires: tuple[int, int]) -> None:
    ours, theirs = wires
    settings = termios.tcgetattr(theirs)
    settings[3] &= ~termios.ECHO
    termios.tcsetattr(theirs, termios.TCSANOW, settings)
    terminal, typist = Terminal(theirs, theirs, lambda: 0), Typed()
    with terminal.attended():
        assert terminal.shows_by_itself
        os.write(ours, b"who\r")
        terminal.readable(typist)
        terminal.say(["The end."])
    assert shown(ours, "The end.\n") == "\nThe end.\n"


def test_of_a_line_that_is_too_long_nothing_is_taken_and_it_says_so(wires: tuple[int, int]) -> None:
    theirs_in, ours_in = os.pipe()
    ours, theirs = wires
    terminal, typist = Terminal(theirs_in, theirs, lambda: 0), Typed()
    os.write(ours_in, b"x" * (LINE_LEN_MAX + 1) + b"\nhave\n")
    while not typist.lines:
        terminal.readable(typist)
    assert typist.lines == ["have"]
    assert "This line is 12,001 characters long, and at most 12,000 can be taken at once" in " ".join(
        shown(ours, "parts.\n").split()
    )
    os.close(theirs_in)
    os.close(ours_in)


def test_no_key_suspends_ends_or_silences_a_desk(wires: tuple[int, int]) -> None:
    _, theirs = wires
    with Terminal(theirs, theirs, lambda: 0).attended():
        now = termios.tcgetattr(theirs)
        assert [now[6][key] for key in (termios.VSUSP, termios.VQUIT)] == [b"\0", b"\0"]
        assert now[0] & termios.IXANY, "after CTRL-S any key lets go on"
