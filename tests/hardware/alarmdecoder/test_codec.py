"""Tests that our codec reads what an AlarmDecoder says as its maker's library does, and that noise spoils only the line it touches and the
next.
"""

import itertools
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.alarmdecoder.codec import LINE_BYTES_MAX, Bad, Exp, Keypad, Line, Lrr, Reader, Rfx
from hardware.alarmdecoder.twin.panel import Panel
from hardware.points import PanelZone

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/wires/alarmdecoder.json").read_text())
NAMES = {
    "zone": PanelZone("panel", "zone", "12", 0),
    "pendant": PanelZone("panel", "rf", "0180036", 1),
    "wired": PanelZone("panel", "exp", "07", 1),
}
DEEDS = st.sampled_from(
    [
        *((deed, name) for deed in (Panel.press, Panel.free) for name in NAMES),
        (Panel.check_in, "pendant"),
        (Panel.keypad,),
    ]
)


def lines(*pieces: bytes) -> list[Line | Bad]:
    reader = Reader()
    return [line for piece in pieces for line in reader.feed(piece)]


def said(deeds: list[Any]) -> bytes:
    """Give what the twin says when these things happen."""
    out = bytearray()
    panel = Panel(out.extend, NAMES)
    for deed, *name in deeds:
        deed(panel, *name)
    return bytes(out)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["says"] or vector["hex"])
def test_every_line_means_what_it_is_known_to_mean(vector: dict[str, Any]) -> None:
    (line,) = lines(bytes.fromhex(vector["hex"]) + b"\r\n")
    assert type(line).__name__.lower() == vector["is"]
    for name, value in (vector["meaning"] or {}).items():
        found = getattr(line, name)
        assert (sorted(found) if isinstance(found, frozenset) else found) == value


@given(st.lists(DEEDS, max_size=6), st.data())
def test_lines_are_read_the_same_wherever_the_stream_is_cut(deeds: list[Any], data: st.DataObject) -> None:
    stream = said(deeds)
    whole = lines(stream)
    assert len(whole) == len(deeds) and not [line for line in whole if isinstance(line, Bad)]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    ends = [0, *cuts, len(stream)]
    assert lines(*(stream[a:b] for a, b in itertools.pairwise(ends))) == whole


@pytest.mark.slow
@given(st.lists(DEEDS, min_size=1, max_size=6), st.data())
def test_one_byte_of_noise_costs_the_line_it_touches_and_the_next_at_most(
    deeds: list[Any], data: st.DataObject
) -> None:
    """Lines have no checksum, so the damaged line may be read as another one. The lines around it must be read right."""
    each = [said([deed]) for deed in deeds]
    hit = data.draw(st.integers(0, len(each) - 1))
    at = data.draw(st.integers(0, len(each[hit]) - 1))
    byte = bytes([data.draw(st.integers(0, 255))])
    hurt = data.draw(
        st.sampled_from(
            [
                each[hit][:at] + byte + each[hit][at + 1 :],
                each[hit][:at] + byte + each[hit][at:],
                each[hit][:at] + each[hit][at + 1 :],
            ]
        )
    )
    before, after = lines(b"".join(each[:hit])), lines(b"".join(each[hit + 2 :]))
    heard = lines(b"".join(each[:hit]), hurt, b"".join(each[hit + 1 :]))
    assert heard[: len(before)] == before
    assert heard[len(heard) - len(after) :] == after


def test_a_line_that_lost_its_end_takes_nothing_with_it() -> None:
    press = b"!LRR:012,1,ALARM_PANIC\r\n"
    assert lines(b"!EXP:07,01,00" + press) == [Exp(7, 1, 0), Lrr("012", "1", "ALARM_PANIC", 1, None)]
    assert [type(line) for line in lines(b"!EXP:07,0" + press)] == [Bad, Lrr]
    assert [type(line) for line in lines(b"\0\xff" + press)] == [Bad, Lrr]


def test_what_stands_on_a_keypad_is_never_read_for_its_meaning() -> None:
    text = "!LRR:012,1,ALARM_PANIC"
    (line,) = lines(f'!KPM:[10000001000000003A--],008,[f702000b1008001c08020000000000],"{text}"\n'.encode())
    assert line == Keypad(True, False, text)


def test_noise_without_an_end_is_not_kept_and_the_press_behind_it_is_read() -> None:
    reader = Reader()
    for _ in range(1000):
        list(reader.feed(b"\x55" * 1000))
        assert len(reader._unfinished) <= LINE_BYTES_MAX
    assert [*reader.feed(b"!RFX:0180036,80\n")][-1] == Rfx("0180036", frozenset({1}), False, False)
    assert [type(line) for line in lines(b"!" + b"A" * 1000, b"\n!Ready\n")][-1].__name__ == "Ready"


@given(st.lists(st.binary(max_size=300), max_size=6))
def test_whatever_the_bytes_are_they_are_lines_or_bad_ones_and_little_is_kept(pieces: list[bytes]) -> None:
    reader = Reader()
    for piece in pieces:
        for line in reader.feed(piece):
            msgspec.msgpack.encode(line)
        assert len(reader._unfinished) <= LINE_BYTES_MAX
