"""Tests the line that is being typed: what is echoed, what is kept, what is left out."""

import pytest

from tui.plain.asking.typed_line import LINE_LEN_MAX, TypedLine


def typed(keys: str) -> tuple[str, list[str], TypedLine]:
    """Give everything echoed, the lines that were ended, and what is half typed."""
    line, echoed, ended = TypedLine(), "", list[str]()
    for now_ms, key in enumerate(keys):
        echo, done = line.take(key, now_ms)
        echoed += echo
        if done is not None:
            ended.append(done)
    return echoed, ended, line


def test_what_is_typed_is_echoed_and_ends_with_enter() -> None:
    echoed, ended, line = typed("have\rsen")
    assert (echoed, ended, line.text, line.begun_ms) == ("have\nsen", ["have"], "sen", 5)


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ("hab\x7fve", "have"),
        ("send lead\x17", "send "),
        ("send lead \x17", "send "),
        ("nonsense\x15", ""),
        ("\b\bhi", "hi"),
    ],
)
def test_what_is_erased_is_gone(keys: str, left: str) -> None:
    assert typed(keys)[2].text == left


@pytest.mark.parametrize(("keys", "lines"), [("\r\n", 1), ("\n", 1), ("\n\n", 2), ("\r\r", 2), ("a\r\nb\r\n", 2)])
def test_one_enter_is_one_line_whatever_the_terminal_sends(keys: str, lines: int) -> None:
    assert len(typed(keys)[1]) == lines


def test_arrow_and_function_keys_leave_nothing_behind() -> None:
    assert typed("ha\x1b[A\x1b[15~\x1bOPve")[0] == "have"


def test_control_characters_are_neither_echoed_nor_kept() -> None:
    echoed, _, line = typed("no\x07te\x00 \x9b2J")
    assert (echoed, line.text) == ("note 2J", "note 2J")


def test_a_line_that_is_too_long_rings_and_takes_no_more() -> None:
    echoed, _, line = typed("x" * (LINE_LEN_MAX + 1))
    assert echoed.endswith("x\a") and len(line.text) == LINE_LEN_MAX


@pytest.mark.parametrize(("keys", "too_long"), [("\r", 2), ("\x7f\r", 2), ("\x15x\r", 0), ("\r\r", 0)])
def test_how_much_found_no_room_is_known_when_the_line_ends(keys: str, too_long: int) -> None:
    assert typed("x" * (LINE_LEN_MAX + 2) + keys)[2].too_long == too_long


def test_the_end_is_said_on_an_empty_line_only() -> None:
    assert not typed("half\x04")[2].ended
    assert typed("\x04")[2].ended
