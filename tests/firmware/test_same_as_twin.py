"""Tests the firmware's own decisions against those of its Python twin, millisecond by millisecond, over random days."""

import random
from pathlib import Path

import pytest

from hardware.esphome import wire
from hardware.esphome.twin.button import Told, TwinButton
from hardware.ports import Phase
from hardware.simulated.board import Flash
from tests.firmware.bench import compile_bench, run, seen

pytestmark = pytest.mark.slow

DAYS = 60
STEPS = 400
STEPS_MS = (
    1,
    20,
    30,
    49,
    50,
    51,
    400,
    1_000,
    1_999,
    2_000,
    4_999,
    5_000,
    9_000,
    14_999,
    15_000,
    60_000,
)  # steps around every limit
PRESSED_FOR_MS = 80
FINGERS = (
    "help",
    "help",
    "help",
    "medical",
    "tap-out",
    "safe",
)  # *hold* is left out, since no finger presses it directly
OTHER_LEDGER = "f" * 16


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_bench("bench", tmp_path_factory.mktemp("bench"))


class Day:
    """One random day of a twin, written down so that the firmware can live the same day."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.now_ms = 0
        self.commands = ["boot 0"]
        self.expected: list[tuple[str, str, dict[str, str]]] = []
        self.flash = Flash("0" * 16, dict.fromkeys(wire.CONTACTS, 0))
        self.twin = TwinButton(self.flash, 0, self.dice)

    def live(self) -> None:
        for _ in range(STEPS):
            self.now_ms += self.dice.choice(STEPS_MS)
            self.dice.choices((self.finger, self.word, self.nothing, self.power_cut), (10, 6, 6, 1))[0]()
            self.look()

    def finger(self) -> None:
        self.move(self.dice.choice(FINGERS), closes=self.dice.random() < 0.6)

    def move(self, contact: str, *, closes: bool) -> None:
        (self.twin.close if closes else self.twin.open)(contact, self.now_ms)
        self.commands.append(f"{'close' if closes else 'open'} {self.now_ms} {contact}")

    def word(self) -> None:
        phase = self.dice.choice([*Phase, Phase.RECEIVED, Phase.ACKNOWLEDGED])
        epoch, ledger = self.dice.choice((1, 2, 2, 3)), self.dice.choice(("ours", "ours", "ours", "other"))
        self.tell(phase, self.receipts(), epoch, ledger)

    def tell(self, phase: Phase, receipts: tuple[int, ...], epoch: int = 1, ledger: str = "ours") -> None:
        told = Told(
            epoch, phase, self.flash.ledger if ledger == "ours" else OTHER_LEDGER, receipts, quiet=False, dark=False
        )
        self.twin.tell(told, self.now_ms)
        self.commands.append(f"tell {self.now_ms} {epoch} {phase} {ledger} {' '.join(map(str, receipts))}")

    def receipts(self) -> tuple[int, ...]:
        """Make receipts for counted presses. Now and then one of them is for a press that was not counted, which ends the counting."""
        counts = {
            each: self.dice.randint(0, self.flash.counters.get(each, 0))
            for each in self.dice.sample(wire.CONTACTS, self.dice.randint(1, len(wire.CONTACTS)))
        }
        if self.dice.random() < 0.05:
            beyond = self.dice.choice(wire.CONTACTS)
            counts[beyond] = self.flash.counters.get(beyond, 0) + self.dice.randint(1, 3)
        return tuple(wire.receipts_told(counts))

    def nothing(self) -> None:
        pass

    def power_cut(self) -> None:
        self.twin = TwinButton(self.flash, self.now_ms, self.dice)
        self.commands.append(f"boot {self.now_ms}")

    def look(self) -> None:
        self.twin.sense(self.now_ms)
        counts = wire.write_counts(self.twin.counts(self.now_ms)).partition(" ")[2]
        self.expected.append((self.twin.lamp(self.now_ms).value, counts, dict(self.twin.faults)))
        self.commands.append(f"look {self.now_ms}")

    def press(self, at_ms: int) -> None:
        self.close(at_ms)
        self.open(at_ms + PRESSED_FOR_MS)

    def close(self, at_ms: int) -> None:
        self.now_ms = at_ms
        self.move("help", closes=True)

    def open(self, at_ms: int) -> None:
        self.now_ms = at_ms
        self.move("help", closes=False)

    def told(self, phase: Phase, *at_ms: int) -> None:
        """Tell a phase without a receipt, as while the disk is stalled."""
        for each in at_ms:
            self.now_ms = each
            self.tell(phase, (wire.NO_RECEIPT,) * len(wire.CONTACTS))

    def look_at(self, at_ms: int) -> None:
        self.now_ms = at_ms
        self.look()

    def lamp_at(self, at_ms: int) -> str:
        self.look_at(at_ms)
        return self.expected[-1][0]

    def counts_at(self, at_ms: int) -> tuple[int, int]:
        """Give the counts of *help* and of *hold*."""
        self.look_at(at_ms)
        return self.flash.counters["help"], self.flash.counters["hold"]

    def faults_at(self, at_ms: int) -> dict[str, str]:
        self.look_at(at_ms)
        return self.expected[-1][2]

    def is_lived_by(self, bench: Path) -> bool:
        lines = [seen(line) for line in run(bench, self.commands)]
        return [(line.lamp, line.counts, wire.parse_faults(line.faults)) for line in lines] == self.expected


@pytest.mark.parametrize("seed", range(DAYS))
def test_firmware_and_twin_show_the_same_lamp_count_the_same_and_name_the_same_faults(bench: Path, seed: int) -> None:
    day = Day(seed)
    day.live()
    assert day.is_lived_by(bench)


def test_a_press_after_a_persons_answer_is_sending_then_not_delivered_though_the_first_has_no_receipt(
    bench: Path,
) -> None:
    day = Day(0)
    day.told(Phase.READY, 0)
    day.press(1_000)
    day.told(Phase.ACKNOWLEDGED, 3_000, 8_000, 13_000, 18_000)
    assert day.lamp_at(18_400) == "acknowledged"
    day.press(18_500)
    assert [day.lamp_at(at_ms) for at_ms in (18_600, 23_499)] == ["sending"] * 2
    assert [day.lamp_at(at_ms) for at_ms in (23_500, 33_100)] == ["not-delivered"] * 2
    assert day.is_lived_by(bench)


def test_pressing_without_end_after_a_persons_answer_is_not_delivered_after_five_seconds(bench: Path) -> None:
    day = Day(0)
    day.press(1_000)
    day.told(Phase.ACKNOWLEDGED, 3_000)
    for at_ms in range(4_000, 9_000, 500):
        day.press(at_ms)
    assert [day.lamp_at(at_ms) for at_ms in (8_999, 9_000)] == ["sending", "not-delivered"]
    day.told(Phase.ACKNOWLEDGED, 9_500)
    assert day.lamp_at(9_500) == "not-delivered"
    assert day.is_lived_by(bench)


def test_a_contact_that_opens_for_a_moment_is_still_held_and_its_hold_counts_once(bench: Path) -> None:
    day = Day(0)
    day.close(1_000)
    day.open(2_500)
    day.close(2_530)
    assert [day.counts_at(at_ms) for at_ms in (2_999, 3_000)] == [(1, 0), (1, 1)]
    day.open(3_400)
    day.close(3_449)
    assert day.counts_at(6_000) == (1, 1)
    day.open(6_000)
    day.close(6_050)
    assert [day.counts_at(at_ms) for at_ms in (8_049, 8_050)] == [(2, 1), (2, 2)]
    assert day.is_lived_by(bench)


def test_a_stuck_contact_that_opens_for_a_moment_is_still_stuck(bench: Path) -> None:
    day = Day(0)
    day.close(0)
    assert day.faults_at(60_000) == {"stuck": "help"}
    day.open(70_000)
    assert day.faults_at(70_020) == {"stuck": "help"}
    day.close(70_030)
    assert day.faults_at(71_000) == {"stuck": "help"}
    day.open(80_000)
    assert [day.faults_at(at_ms) for at_ms in (80_049, 80_050)] == [{"stuck": "help"}, {}]
    assert day.is_lived_by(bench)
