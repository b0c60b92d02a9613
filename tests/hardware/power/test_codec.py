"""Tests reading the lines of NUT's protocol, however they are cut. From any bytes at all it reads nothing but lines of the protocol."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.power.codec import (
    LINE_BYTES_MAX,
    Begins,
    Ends,
    Garbled,
    Line,
    Listed,
    Reader,
    Refused,
    Said,
    SupplyState,
    quoted,
    supply_state,
    understood,
    variables_of,
    words_of,
)

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/wires/nut.json").read_text())

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.sampled_from(' "\\'), max_size=30)


def plainly(line: Line) -> list[str]:
    match line:
        case Listed():
            return [line.what, line.supply, line.variable, line.value]
        case Begins():
            return ["begins", line.of]
        case Ends():
            return ["ends", line.of]
        case Refused():
            return ["refused", line.code]
        case Said():
            return ["said", line.text]
        case Garbled():
            return ["garbled"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["line"])
def test_what_was_seen_and_what_the_standard_says(vector: dict[str, str | list[str]]) -> None:
    assert plainly(understood(str(vector["line"]).encode())) == vector["is"]


@given(st.lists(WORDS, max_size=6))
def test_words_are_read_as_they_were_written(words: list[str]) -> None:
    assert words_of(" ".join(map(quoted, words))) == words


@given(st.lists(st.sampled_from([vector["line"] for vector in VECTORS]), max_size=8), st.lists(st.integers(0, 400)))
def test_where_the_stream_is_cut_changes_nothing(lines: list[str], cuts: list[int]) -> None:
    stream = "".join(f"{line}\n" for line in lines).encode()
    reader, heard, begun = Reader(), list[Line](), 0
    for cut in [*sorted(cut for cut in cuts if cut < len(stream)), len(stream)]:
        heard += reader.feed(stream[begun:cut])
        begun = cut
    assert heard == [understood(line.encode()) for line in lines]


@given(st.lists(st.binary(max_size=300), max_size=30))
def test_any_bytes_are_read_without_harm(chunks: list[bytes]) -> None:
    reader = Reader()
    for chunk in chunks:
        for line in reader.feed(chunk):
            msgspec.json.encode(plainly(line))
        assert len(reader._pending) <= LINE_BYTES_MAX


def test_a_line_without_end_is_told_of_once_and_the_next_is_read() -> None:
    reader = Reader()
    heard = [line for _ in range(50) for line in reader.feed(b"x" * 100)]
    assert heard == [Garbled("a line is too long")]
    assert list(reader.feed(b"end of it\nERR DATA-STALE\n")) == [Refused("DATA-STALE")]


@pytest.mark.parametrize("line", [b"\xff\xfe", b"VAR ups x \x07", b"VAR ups x \x1b[2J", b"y" * (LINE_BYTES_MAX + 1)])
def test_what_is_no_text_for_people_is_garbled(line: bytes) -> None:
    assert isinstance(understood(line), Garbled)


def test_a_name_with_a_space_is_asked_for_in_quotes() -> None:
    assert variables_of("ups") == b"LIST VAR ups\n"
    assert variables_of("in the rack") == b'LIST VAR "in the rack"\n'


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("1380", 1380),
        ("1380.00", 1380),
        ("0", 0),
        ("", None),
        ("-1", None),
        ("unknown", None),
        ("1" * 40, None),
        ("٣", None),
        ("1.x", None),
    ],
)
def test_a_number_that_is_none_is_not_said(said: str, seconds: int | None) -> None:
    assert supply_state({"battery.runtime": said}).runtime_s == seconds


def test_of_everything_it_says_what_is_of_use_is_kept() -> None:
    said = {"ups.status": "OB  LB", "battery.charge": "12", "battery.date": "2021/05/14", "ups.load": "40"}
    assert supply_state(said) == SupplyState(frozenset({"OB", "LB"}), None, "2021/05/14")
