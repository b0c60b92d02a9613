"""Tests how a pretend button's words become signals: never a signal that a board cannot cause, and no exception but FrameError."""

import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.bounds import AGE_MS_MAX, COUNT_MAX
from hardware.errors import FrameError
from hardware.signals import CONTACTS_MAX, IMPOSSIBLE_COUNT, UNFORESEEN, UNWELL, Fault, Mended, Press, Signal
from hardware.simulated.frames import FROM_BUTTON, LENGTH_BYTES, CheckIn, FaultSeen, FrameReader, Pressed
from hardware.simulated.voice import BROKE_FIRST_S, BROKE_MAX_S, QUIET_S, Voice
from tests.hardware.within import within_bounds

LEDGER = "ab" * 16

numbers = st.one_of(
    st.integers(-3, 9), st.integers(COUNT_MAX - 2, COUNT_MAX + 2), st.integers(-(2**63), 2**64 - 1), st.none()
)
contacts = st.one_of(st.sampled_from(["help", "hold", "medical"]), st.text("abc-9", max_size=26))
said = st.one_of(
    st.tuples(st.just("pressed"), contacts, numbers, numbers),
    st.tuples(st.just("check-in"), st.dictionaries(contacts, numbers, max_size=10), numbers),
    st.tuples(st.just("fault"), st.sampled_from(["stuck", "older-box", "haunted", "A B"]), st.text(max_size=300)),
    st.tuples(st.just("mended"), st.sampled_from(["stuck", "haunted", ""])),
    st.tuples(st.sampled_from(["seen", "hello", "tell"]), st.binary(max_size=20)),
)


@given(st.lists(said, max_size=12))
def test_whatever_is_framed_every_signal_is_one_a_board_can_have_caused(frames: list[tuple[object, ...]]) -> None:
    heard: list[Signal] = []
    speaks = Voice("A", heard.append)
    for frame in frames:
        body = msgspec.msgpack.encode(frame)
        with contextlib.suppress(FrameError):
            for each in FrameReader(FROM_BUTTON).feed(len(body).to_bytes(LENGTH_BYTES) + body):
                speaks.said(each, LEDGER, 0.0)
    assert [each for each in heard if not within_bounds(each)] == []


def test_an_age_no_device_can_know_is_unknown() -> None:
    heard: list[Signal] = []
    Voice("A", heard.append).said(Pressed("help", 1, AGE_MS_MAX + 1), LEDGER, 0.0)
    assert heard == [Press("A", "help", 1, None, LEDGER)]


def test_a_press_whose_count_is_impossible_rings_once_without_it_and_is_named_until_a_check_in_is_well() -> None:
    heard: list[Signal] = []
    speaks = Voice("A", heard.append)
    for now_s in (0.0, 2.0, 4.0):
        speaks.said(Pressed("help", COUNT_MAX + 1, 0), LEDGER, now_s)
    assert [type(each) for each in heard] == [Press, Fault]
    assert heard[0] == Press("A", "help", None, None)
    speaks.said(CheckIn({"help": COUNT_MAX}, 5000), LEDGER, 60.0)
    assert heard[2] == Mended("A", IMPOSSIBLE_COUNT)


def test_a_button_names_no_more_contacts_than_a_board_has() -> None:
    heard: list[Signal] = []
    speaks = Voice("A", heard.append)
    for number in range(CONTACTS_MAX):
        speaks.said(Pressed(f"c{number}", 1, 0), LEDGER, 0.0)
    with pytest.raises(FrameError, match="more contacts"):
        speaks.said(Pressed("one-more", 1, 0), LEDGER, 0.0)
    assert len(heard) == CONTACTS_MAX


def test_a_word_for_a_fault_that_nobody_knows_makes_no_trouble_of_its_own() -> None:
    heard: list[Signal] = []
    speaks = Voice("A", heard.append)
    for number in range(3):
        speaks.said(FaultSeen("haunted-" + "abc"[number], ""), LEDGER, 0.0)
    assert {each.what for each in heard if isinstance(each, Fault)} == {UNWELL}


def test_who_meets_a_fault_of_ours_is_named_once_and_left_alone_twice_as_long_each_time() -> None:
    heard: list[Signal] = []
    speaks, now_s, pauses = Voice("A", heard.append), 0.0, []
    for _ in range(8):
        speaks.broke(ValueError("of ours"), now_s)
        pauses.append(speaks.shut_until_s - now_s)
        now_s = speaks.shut_until_s + 1
    assert pauses == [min(BROKE_FIRST_S * 2**time, BROKE_MAX_S) for time in range(8)]
    assert [each.what for each in heard if isinstance(each, Fault)] == [UNFORESEEN]
    speaks.said(CheckIn({}, None), LEDGER, now_s + QUIET_S)
    assert Mended("A", UNFORESEEN) in heard
