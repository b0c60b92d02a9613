"""The firmware's own decisions against those of its Python twin, millisecond by millisecond, over days nobody thought up."""

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
)  # about every limit
FINGERS = ("help", "help", "help", "medical", "tap-out", "safe")  # *hold* is nobody's finger
OTHER_LEDGER = "f" * 16


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_bench("bench", tmp_path_factory.mktemp("bench"))


class Day:
    """One day of one twin, written down so that the firmware can live it too."""

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
        contact = self.dice.choice(FINGERS)
        closes = self.dice.random() < 0.6
        (self.twin.close if closes else self.twin.open)(contact, self.now_ms)
        self.commands.append(f"{'close' if closes else 'open'} {self.now_ms} {contact}")

    def word(self) -> None:
        phase = self.dice.choice([*Phase, Phase.RECEIVED, Phase.ACKNOWLEDGED])
        epoch, ledger = self.dice.choice((1, 2, 2, 3)), self.dice.choice(("ours", "ours", "ours", "other"))
        receipts = self.receipts()
        told = Told(
            epoch, phase, self.flash.ledger if ledger == "ours" else OTHER_LEDGER, receipts, quiet=False, dark=False
        )
        self.twin.tell(told, self.now_ms)
        self.commands.append(f"tell {self.now_ms} {epoch} {phase} {ledger} {' '.join(map(str, receipts))}")

    def receipts(self) -> tuple[int, ...]:
        """Receipts for what was counted; at times, one among them for what was not, which ends the counting."""
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


@pytest.mark.parametrize("seed", range(DAYS))
def test_firmware_and_twin_show_the_same_lamp_count_the_same_and_name_the_same_faults(bench: Path, seed: int) -> None:
    day = Day(seed)
    day.live()
    lines = [seen(line) for line in run(bench, day.commands)]
    assert [(line.lamp, line.counts, wire.parse_faults(line.faults)) for line in lines] == day.expected
