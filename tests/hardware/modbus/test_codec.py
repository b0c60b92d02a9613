"""Tests Modbus RTU's bytes: what is written is read, however it is cut, and noise costs only the frames it hits."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.modbus.codec import (
    COILS,
    INPUTS,
    KEPT_BYTES_MAX,
    WORDS,
    Asked,
    Bad,
    Bits,
    Frame,
    Reader,
    Refusal,
    Words,
    Wrote,
    answer_bytes,
    answers,
    bits,
    crc16,
    encode,
)

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/wires/modbus.json").read_text())
UNITS = st.integers(1, 247)
FRAMES = st.one_of(
    st.builds(Asked, UNITS, st.sampled_from([COILS, INPUTS, WORDS]), st.integers(0, 0xFF), st.integers(1, 125)),
    st.builds(Wrote, UNITS, st.integers(0, 0xFFFF), st.booleans()),
    st.builds(Bits, UNITS, st.sampled_from([COILS, INPUTS]), st.binary(min_size=1, max_size=250)),
    st.builds(Words, UNITS, st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=125).map(tuple)),
    st.builds(Refusal, UNITS, st.sampled_from([COILS, INPUTS, WORDS, 5]), st.integers(1, 11)),
)


def read(pieces: Iterable[bytes]) -> list[Frame | Bad]:
    reader = Reader()
    return [each for piece in pieces for each in reader.feed(piece)]


def test_the_sum_is_the_one_of_the_catalogue() -> None:
    assert crc16(b"123456789") == 0x4B37  # the published check value of CRC-16/MODBUS


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["says"])
def test_the_bytes_of_the_standard_are_read_and_written(vector: dict[str, str]) -> None:
    (frame,) = read([bytes.fromhex(vector["hex"])])
    assert repr(frame) == vector["means"]
    assert not isinstance(frame, Bad)
    assert encode(frame).hex() == vector["hex"].replace(" ", "").lower()


@given(FRAMES)
def test_what_is_written_is_read(frame: Frame) -> None:
    assert read([encode(frame)]) == [frame]


@given(st.lists(FRAMES, min_size=1, max_size=4), st.lists(st.integers(1, 40)))
def test_it_does_not_matter_how_the_stream_is_cut(frames: list[Frame], cuts: list[int]) -> None:
    stream, pieces = b"".join(map(encode, frames)), []
    for cut in cuts:
        pieces.append(stream[:cut])
        stream = stream[cut:]
    assert read([*pieces, stream]) == frames


@given(FRAMES, FRAMES, FRAMES, st.data())
def test_one_wrong_byte_loses_at_most_its_frame_and_the_next(
    hit: Frame, after: Frame, last: Frame, data: st.DataObject
) -> None:
    sent = bytearray(encode(hit))
    place = data.draw(st.integers(0, len(sent) - 1))
    match data.draw(st.sampled_from(["flip", "drop", "insert"])):
        case "flip":
            sent[place] ^= data.draw(st.integers(1, 255))
        case "drop":
            del sent[place]
        case _:
            sent.insert(place, data.draw(st.integers(0, 255)))
    assert read([bytes(sent) + encode(after) + encode(last)])[-1] == last


@given(st.binary(max_size=3000), st.integers(1, 700))
def test_noise_raises_nothing_and_is_not_kept(noise: bytes, piece: int) -> None:
    reader = Reader()
    for start in range(0, len(noise), piece):
        list(reader.feed(noise[start : start + piece]))
        left = reader.silence()
        assert left is None or left.length <= KEPT_BYTES_MAX
    assert list(reader.feed(encode(Wrote(3, 1, on=True)))) == [Wrote(3, 1, on=True)]


def test_noise_without_an_end_is_let_go() -> None:
    reader = Reader()
    thrown = [each for _ in range(100) for each in reader.feed(bytes(100))]
    kept = reader.silence()
    assert kept is not None
    assert kept.length <= KEPT_BYTES_MAX
    assert sum(each.length for each in thrown if isinstance(each, Bad)) + kept.length == 10_000


def test_a_half_frame_holds_up_nothing() -> None:
    half = encode(Bits(4, INPUTS, bytes(250)))[:20]
    assert read([half, encode(Wrote(3, 1, on=True))]) == [Bad(20), Wrote(3, 1, on=True)]


@given(st.lists(st.booleans(), min_size=1, max_size=64))
def test_a_board_with_these_inputs_is_read_so(levels: list[bool]) -> None:
    answer = bits(3, INPUTS, levels)
    asked = Asked(3, INPUTS, 0, len(levels))
    assert answers(answer, asked)
    assert len(encode(answer)) == answer_bytes(asked)
    assert list(answer.each(len(levels))) == levels


def test_an_answer_is_known_by_unit_function_and_length() -> None:
    asked = Asked(3, INPUTS, 0, 8)
    assert answers(Bits(3, INPUTS, b"\x05"), asked)
    assert answers(Refusal(3, INPUTS, 2), asked)
    for foreign in (
        Bits(4, INPUTS, b"\x05"),
        Bits(3, COILS, b"\x05"),
        Bits(3, INPUTS, b"\x05\x00"),
        Refusal(3, COILS, 2),
        Words(3, (5,)),
        asked,
    ):
        assert not answers(foreign, asked)
    assert not answers(Wrote(3, 1, on=False), Wrote(3, 1, on=True))
    assert answers(Refusal(3, 5, 4), Wrote(3, 1, on=True))
    assert answers(Words(3, (5, 6)), Asked(3, WORDS, 0, 2))
    assert answer_bytes(Asked(3, WORDS, 0, 2)) == len(encode(Words(3, (5, 6))))


@pytest.mark.parametrize("address", [0x0300, 0x03FF, 0x0200, 0x0400])
def test_a_question_of_another_master_is_one_wherever_its_registers_are(address: int) -> None:
    """The first byte of address 0x0300 could be the length of an answer; no answer with words has an odd one."""
    asked = Asked(3, WORDS, address, 2)
    assert [*Reader().feed(encode(asked))] == [asked]
