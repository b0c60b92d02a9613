"""Tests the twin's firmware in time that is only a number: what it says when, and what it believes."""

import random
from collections.abc import Mapping

import pytest

from hardware.esphome import wire
from hardware.esphome.twin.button import States, Told, TwinButton
from hardware.esphome.wire import COUNTS, FAULTS, LAMP, SUPPLY
from hardware.simulated.board import Flash

LEDGER = "5f3a9c21e0d4b7a6"


class Bench:
    """One button from its boot on. `said` is what it said since the last look, as (ms, states)."""

    def __init__(self, flash: Flash | None = None) -> None:
        self.flash = flash or Flash(LEDGER, {"help": 0, "hold": 0, "medical": 0})
        self.now_ms = 0
        self.said: list[tuple[int, States]] = []
        self.power_up()

    def power_up(self) -> None:
        self.button = TwinButton(self.flash, self.now_ms, random.Random(1))
        self.look()

    def look(self) -> None:
        states = self.button.take(self.now_ms)
        if states:
            self.said.append((self.now_ms, states))

    def wait(self, ms: int) -> None:
        """Let time pass as the wire does: wake the button at each deadline, and no sooner."""
        end_ms = self.now_ms + ms
        while (deadline_ms := self.button.next_deadline(self.now_ms)) <= end_ms:
            self.now_ms = max(deadline_ms, self.now_ms + 1)
            self.look()
        self.now_ms = end_ms

    def press(self, contact: str = "help") -> None:
        self.wait(100)
        self.button.press(contact, self.now_ms)
        self.look()

    def tell(
        self, phase: str = "ready", receipts: Mapping[str, int] | None = None, *, epoch: int = 1, ledger: str = LEDGER
    ) -> bool:
        told = tuple(wire.receipts_told(dict(receipts or {})))
        believed = self.button.tell(Told(epoch, phase, ledger, told, quiet=False, dark=False), self.now_ms)
        self.look()
        return believed

    def take(self) -> list[tuple[int, States]]:
        said, self.said = self.said, []
        return said

    @property
    def lamp(self) -> str:
        return self.button.lamp(self.now_ms).value


def test_at_boot_it_says_all_it_has() -> None:
    assert Bench().take() == [
        (
            0,
            {COUNTS: f"{LEDGER} help=0/0 hold=0/0 medical=0/0", LAMP: "not-delivered", FAULTS: "", SUPPLY: 5.0},
        )
    ]


def test_a_press_is_said_at_once_and_a_receipt_too() -> None:
    bench = Bench()
    bench.tell()
    bench.take()
    bench.press()
    bench.wait(300)
    bench.tell("received", {"help": 1})
    assert bench.take() == [
        (100, {COUNTS: f"{LEDGER} help=1/0@0 hold=0/0 medical=0/0", LAMP: "sending"}),
        (400, {COUNTS: f"{LEDGER} help=1/1 hold=0/0 medical=0/0", LAMP: "received"}),
    ]


def test_the_same_word_again_says_nothing() -> None:
    bench = Bench()
    bench.tell("received", {"help": 0})
    bench.take()
    bench.wait(5_000)
    bench.tell("received", {"help": 0})
    assert bench.take() == []


def test_counts_are_said_every_two_seconds_for_a_minute_then_every_minute() -> None:
    bench = Bench()
    bench.press()
    bench.take()
    bench.wait(200_000)
    at_ms = [at for at, states in bench.take() if COUNTS in states]
    assert at_ms[:3] == [2_100, 4_100, 6_100]
    assert at_ms[29:] == [60_100, 120_100, 180_100]


def test_without_a_press_counts_are_said_every_minute() -> None:
    bench = Bench()
    bench.take()
    bench.wait(180_000)
    assert [at for at, states in bench.take() if COUNTS in states] == [60_000, 120_000, 180_000]


def test_a_word_of_an_older_box_or_one_never_heard_of_is_not_believed() -> None:
    bench = Bench()
    assert bench.tell("ready", epoch=5)
    assert not bench.tell("on-the-way", epoch=4)
    assert bench.take()[-1][1] == {FAULTS: "older-box 5"}
    assert not bench.tell("party", epoch=5)
    assert bench.lamp == "ready"


def test_receipts_of_another_ledger_change_nothing() -> None:
    bench = Bench()
    bench.press()
    assert bench.tell("received", {"help": 1}, ledger="0" * 16)
    assert bench.flash.receipted == {}
    assert bench.lamp == "sending"


@pytest.mark.parametrize("other", [{}, {"help": 1}])
def test_a_receipt_beyond_the_count_begins_another_ledger_that_keeps_what_had_none(other: dict[str, int]) -> None:
    bench = Bench()
    bench.press()
    bench.take()
    bench.tell("received", {**other, "medical": 3})
    ((_, states),) = bench.take()
    counts = wire.parse_counts(str(states[COUNTS]))
    assert counts.ledger != LEDGER
    assert counts.contacts == {"help": wire.Count(1, 0, (0,)), "hold": wire.Count(0, 0), "medical": wire.Count(0, 0)}
    assert bench.lamp == "sending"


def test_receipts_beyond_the_count_at_boot_begin_another_ledger() -> None:
    flash = Flash(LEDGER, {"help": 3, "hold": 0, "medical": 4}, {"help": 5, "medical": 2})
    bench = Bench(flash)
    assert flash.ledger != LEDGER
    assert (flash.counters, flash.receipted) == ({"help": 0, "hold": 0, "medical": 2}, {})
    bench.tell("received", {"medical": 2}, ledger=flash.ledger)
    assert bench.lamp == "received"


def test_a_power_cut_leaves_as_many_presses_as_it_can_name_without_a_date() -> None:
    bench = Bench()
    for _ in range(wire.WAITING_MAX + 3):
        bench.press()
    bench.power_up()
    (_, states) = bench.take()[-1]
    count = wire.parse_counts(str(states[COUNTS])).contacts["help"]
    assert count == wire.Count(wire.WAITING_MAX + 3, 0, (None,) * wire.WAITING_MAX)
    bench.tell()
    assert bench.lamp == "not-delivered", "nobody knows how long they wait"


def test_one_fault_names_every_contact_that_has_it() -> None:
    bench = Bench()
    bench.button.close("help", bench.now_ms)
    bench.button.close("medical", bench.now_ms)
    bench.wait(60_000)
    faults = [states[FAULTS] for _, states in bench.take() if FAULTS in states]
    assert faults == ["", "stuck help medical"]
    bench.button.open("help", bench.now_ms)
    bench.wait(50)
    assert bench.take()[-1][1][FAULTS] == "stuck medical"


def test_a_device_name_has_only_what_esphome_allows() -> None:
    assert wire.device_name("B204.1 Süd") == "handbell-b204-1-s-d"
