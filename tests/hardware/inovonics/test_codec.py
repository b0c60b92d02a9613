"""Tests that EchoStream frames are read right, however they are cut and joined, and that damage costs the damaged frame and at most the
next.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.inovonics.codec import (
    BAD_CHECKSUM,
    BAD_HEADER,
    TIMEOUT,
    Answer,
    Bad,
    CheckIn1C,
    Frame,
    Other,
    Reader,
    Report,
    Request,
    Transmission,
    Unknown,
    ack,
    framed,
    label,
    nak,
    request,
    sent,
)

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "vectors/wires/inovonics.json").read_text(encoding="utf-8")
)
uids = st.integers(0, 2**32 - 1)
octets = st.integers(0, 255)
transmissions = st.builds(
    Transmission,
    uids,
    uids,
    *[octets] * 6,
    traces=st.lists(uids, max_size=4).map(tuple),
)


def read(data: bytes) -> list[Frame | Bad]:
    reader = Reader()
    return [*reader.feed(data), *reader.idle()]


def said(frame: Frame | Bad) -> dict[str, Any]:
    """Give a frame in the words of the vectors."""
    match frame:
        case Transmission():
            return {
                "frame": "transmission",
                "uid": label(frame.uid),
                "hop": label(frame.hop),
                "product": frame.product,
                "level": frame.level,
                "margin": frame.margin,
                "traces": len(frame.traces),
                "alarms": [number for number in range(1, 5) if frame.alarm(number)],
                "restarted": frame.restarted,
                "no_change": frame.no_change,
                "tampered": frame.tampered,
                "low_battery": frame.low_battery,
            }
        case Other():
            return {"frame": "other", "uid": label(frame.uid), "class": frame.klass}
        case CheckIn1C():
            return {"frame": "check-in", "waiting": frame.waiting, "stat0": frame.stat0}
        case Report():
            return {"frame": "report", "code": frame.code, "data": frame.data.hex()}
        case Request():
            return {"frame": "request", "code": frame.code}
        case Answer():
            return {"frame": "answer", "error": frame.error}
        case _:
            raise AssertionError(frame)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["what"])
def test_each_vector_is_read_as_its_fact_says(vector: dict[str, Any]) -> None:
    meaning = {name: value for name, value in vector.items() if name not in ("what", "fact", "hex")}
    assert [said(each) for each in read(bytes.fromhex(vector["hex"]))] == [meaning]


@pytest.mark.parametrize("vector", [each for each in VECTORS if each["frame"] in ("transmission", "answer", "request")])
def test_what_we_write_is_what_the_vectors_have(vector: dict[str, Any]) -> None:
    written = {"request": lambda: request(vector["code"]), "answer": lambda: nak(1) if vector["error"] else ack()}
    frame = read(bytes.fromhex(vector["hex"]))[0]
    data = sent(frame) if isinstance(frame, Transmission) else written[vector["frame"]]()
    assert data.hex() == vector["hex"]


def test_what_a_receiver_says_of_itself() -> None:
    (frame,) = read(framed(0x1C, bytes([3, 0, 0xA9])))
    assert isinstance(frame, CheckIn1C)
    assert [frame.waiting, frame.jammed, frame.tampered, frame.restarted, frame.link_lost] == [
        3,
        True,
        True,
        True,
        True,
    ]
    (well,) = read(framed(0x1C, bytes([0, 0, 0x10])))
    assert isinstance(well, CheckIn1C)
    assert not (well.jammed or well.tampered or well.restarted or well.link_lost)


@given(st.lists(transmissions, max_size=8), st.lists(st.integers(1, 40), max_size=60))
def test_frames_come_through_whole_wherever_the_stream_is_cut(frames: list[Transmission], cuts: list[int]) -> None:
    stream = b"".join(map(sent, frames))
    reader, heard = Reader(), []
    for cut in [*cuts, len(stream)]:
        heard += reader.feed(stream[:cut])
        stream = stream[cut:]
    assert heard == frames
    assert not reader.unfinished


@given(st.lists(transmissions, min_size=3, max_size=8), st.data())
def test_one_damaged_byte_costs_its_frame_and_at_most_the_next(frames: list[Transmission], data: st.DataObject) -> None:
    hurt = data.draw(st.integers(0, len(frames) - 1))
    stream = [sent(each) for each in frames]
    at = data.draw(st.integers(0, len(stream[hurt]) - 1))
    byte = data.draw(octets)
    how = data.draw(st.sampled_from(["flipped", "inserted", "dropped"]))
    kept = stream[hurt]
    stream[hurt] = kept[:at] + (b"" if how == "dropped" else bytes([byte])) + kept[at + (how != "inserted") :]
    heard = iter(read(b"".join(stream)))
    safe = frames[:hurt] + frames[hurt + 2 :]
    assert all(any(each == frame for each in heard) for frame in safe)


@given(st.lists(st.binary(max_size=600), max_size=6))
def test_nothing_a_wire_may_say_raises_or_piles_up(chunks: list[bytes]) -> None:
    reader = Reader()
    for chunk in chunks:
        reader.feed(chunk)
        assert len(reader._kept) < 256
    reader.idle()
    assert not reader.unfinished


def test_a_bad_sum_is_said_once_and_the_frame_behind_it_is_read() -> None:
    good = sent(Transmission(0xB2000001, 0xB2000001, 0, 0x18, 1, 0, 40, 20))
    bad = good[:-1] + bytes([good[-1] ^ 1])
    heard = read(bad + bad + good + bad)
    assert [each.error for each in heard if isinstance(each, Bad)] == [
        BAD_CHECKSUM,
        BAD_HEADER,
        BAD_CHECKSUM,
        BAD_HEADER,
    ]
    assert [type(each) for each in heard if not isinstance(each, Bad)] == [Transmission]


def test_a_damaged_length_holds_nothing_up_once_the_wire_is_silent() -> None:
    good = sent(Transmission(0xB2000001, 0xB2000001, 0, 0x18, 1, 0, 40, 20))
    reader = Reader()
    assert reader.feed(good[:1] + b"\xf0" + good[2:] + good) == []
    assert [type(each) for each in reader.idle()] == [Bad, Bad, Transmission]


def test_half_a_frame_is_a_timeout() -> None:
    assert read(ack()[:2]) == [Bad(TIMEOUT), Bad(BAD_HEADER)]


@pytest.mark.parametrize(
    "body",
    [
        bytes(10) + b"\x3e",
        bytes(8) + b"\x01" + bytes(5) + b"\x3e\x00",
        bytes(8) + b"\xff" + bytes(20),
        bytes(10) + b"\x3e" + bytes(9),
    ],
    ids=["too short", "trace words that are not there", "as many as a byte can say", "too long"],
)
def test_a_whole_frame_that_is_no_transmission_is_unknown(body: bytes) -> None:
    assert read(framed(0x72, body)) == [Unknown(0x72, body)]
