"""Tests how the words of a button on the LAN become signals: never a signal that a board cannot cause, and never an exception."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.bounds import AGE_MS_MAX, COUNT_MAX
from hardware.errors import FrameError
from hardware.esphome.address_book import Met
from hardware.esphome.named import Named
from hardware.esphome.peer import Value
from hardware.esphome.voice import WANTS, Voice
from hardware.esphome.wire import CONTACTS, COUNTS, FAULTS, SUPPLY, parse_counts, receipts_told
from hardware.signals import IMPOSSIBLE_COUNT, CheckIn, Fault, Mended, Press, Signal
from hardware.uncounted import Uncounted
from tests.hardware.within import within_bounds

LEDGER = "5f3a9c21e0d4b7a6"

numbers = st.one_of(
    st.integers(0, 9),
    st.integers(COUNT_MAX - 2, COUNT_MAX + 2),
    st.integers(2**32 - 2, 2**32 + 2),
    st.integers(0, 10**400),
).map(str)
ages = st.lists(st.one_of(numbers, st.just("?"), st.just(""), st.just("1?")), max_size=10).map(",".join)
words = st.builds(
    "{}={}/{}{}".format,
    st.one_of(st.sampled_from(CONTACTS), st.text("abc-", max_size=20)),
    numbers,
    numbers,
    st.one_of(st.just(""), ages.map("@{}".format)),
)
counts = st.builds("{} {}".format, st.sampled_from([LEDGER, "0" * 16, "x"]), st.lists(words, max_size=6).map(" ".join))
texts = st.one_of(counts, st.text(max_size=200), st.text("0123456789/=@?,- helpoldm", max_size=200))
values = st.one_of(st.none(), texts, st.floats(width=32), st.text(max_size=5000))


def voice(heard: list[Signal], uncounted: Uncounted | None = None) -> Voice:
    named = Named("A", heard.append)
    return Voice("A", heard.append, named, Met(), uncounted or Uncounted(), other_board=False)


@given(texts)
def test_counts_are_within_bounds_or_a_frame_error(text: str) -> None:
    try:
        read = parse_counts(text)
    except FrameError:
        return
    for count in read.contacts.values():
        assert 0 <= count.receipted <= count.count <= COUNT_MAX
        assert all(age is None or 0 <= age <= AGE_MS_MAX for age in count.ages_ms)
    assert read.contacts.keys().isdisjoint(read.impossible)


@given(st.lists(st.tuples(st.sampled_from(sorted(WANTS.entities | WANTS.optional)), values), max_size=8))
def test_whatever_a_device_says_every_signal_is_one_a_board_can_have_caused(said: list[tuple[str, Value]]) -> None:
    heard: list[Signal] = []
    speaks = voice(heard)
    for name, value in said:
        speaks.said(name, value)
    assert [each for each in heard if not within_bounds(each)] == []


@given(st.dictionaries(st.sampled_from(CONTACTS), st.integers(-(2**70), 2**70)))
def test_what_is_told_fits_into_what_the_firmware_takes(receipts: dict[str, int]) -> None:
    told = receipts_told(receipts)
    assert len(told) == len(CONTACTS)
    assert all(-1 <= each <= COUNT_MAX for each in told)


def test_an_age_no_device_can_know_is_unknown() -> None:
    heard: list[Signal] = []
    voice(heard).said(COUNTS, f"{LEDGER} help=2/0@{'9' * 30},{AGE_MS_MAX}")
    assert heard[:2] == [Press("A", "help", 1, None, LEDGER), Press("A", "help", 2, AGE_MS_MAX, LEDGER)]


@pytest.mark.parametrize("count", ["2147483648/2147483647", f"{10**40}/0"])
def test_a_press_whose_count_is_impossible_rings_once_without_it_and_is_named(count: str) -> None:
    heard: list[Signal] = []
    uncounted = Uncounted()
    voice(heard, uncounted).said(COUNTS, f"{LEDGER} help={count}@300 medical=1/0@7")
    assert [each for each in heard if isinstance(each, Press)] == [
        Press("A", "medical", 1, 7, LEDGER),
        Press("A", "help", None, None, None),
    ]
    (fault,) = [each for each in heard if isinstance(each, Fault)]
    assert fault.what == IMPOSSIBLE_COUNT
    assert heard[-1] == CheckIn("A", {"medical": 1, "help": None}, None, LEDGER)
    heard.clear()
    voice(heard, uncounted).said(
        COUNTS, f"{LEDGER} help={count}@2300 medical=1/1"
    )  # the same count again, on another connection
    assert [each for each in heard if isinstance(each, Press)] == []


def test_an_impossible_count_with_a_receipt_for_each_press_rings_nothing() -> None:
    heard: list[Signal] = []
    voice(heard).said(COUNTS, f"{LEDGER} help=2147483648/2147483648")
    assert [type(each) for each in heard] == [Fault, CheckIn]


def test_an_impossible_count_is_over_with_the_first_counts_that_are_none() -> None:
    heard: list[Signal] = []
    speaks = voice(heard)
    speaks.said(COUNTS, f"{LEDGER} help=2147483648/2147483648")
    speaks.said(COUNTS, f"{LEDGER} help=0/0")
    assert [each for each in heard if isinstance(each, Fault | Mended)][1:] == [Mended("A", IMPOSSIBLE_COUNT)]


@pytest.mark.parametrize("volts", [-1.0, 65.6, 1e30, math.inf, "5.0"])
def test_a_supply_no_board_can_have_is_unknown(volts: Value) -> None:
    heard: list[Signal] = []
    speaks = voice(heard)
    speaks.said(SUPPLY, volts)
    speaks.said(COUNTS, f"{LEDGER} help=0/0")
    assert heard == [CheckIn("A", {"help": 0}, None, LEDGER)]


def test_the_words_of_a_fault_are_no_longer_than_a_line() -> None:
    heard: list[Signal] = []
    voice(heard).said(FAULTS, f"stuck {'x' * 900}\x1b[2J")
    assert heard == [Fault("A", "stuck", "x" * 80)]
