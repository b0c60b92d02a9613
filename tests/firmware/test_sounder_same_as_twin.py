"""Tests the sounder's own decisions against those of its Python twin, over random days."""

import random
from pathlib import Path

import pytest

from hardware.esphome import wire
from hardware.esphome.twin.sounder import TwinSounder
from hardware.ports import Pattern, Sounding
from hardware.simulated.board import Flash
from tests.firmware.bench import compile_bench, run

pytestmark = pytest.mark.slow

DAYS = 40
STEPS = 400
STEPS_MS = (1, 20, 999, 5_000, 14_000, 15_000, 29_999, 30_000, 30_001)  # steps around its one limit


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_bench("bench_sounder", tmp_path_factory.mktemp("bench"))


@pytest.mark.parametrize("seed", range(DAYS))
def test_firmware_and_twin_play_the_same_and_name_the_same_faults(bench: Path, seed: int) -> None:
    dice, flash, now_ms = random.Random(seed), Flash("", {}), 0
    twin = TwinSounder(flash, 0)
    commands, expected = ["boot 0"], []
    for _ in range(STEPS):
        now_ms += dice.choice(STEPS_MS)
        if dice.random() < 0.6:
            pattern, epoch = dice.choice([None, *Pattern]), dice.choice((1, 2, 2, 3))
            twin.sound(Sounding(pattern, epoch), now_ms)
            commands.append(f"sound {now_ms} {epoch} {pattern or ''}")
        elif dice.random() < 0.1:
            twin = TwinSounder(flash, now_ms)
            commands.append(f"boot {now_ms}")
        says = twin.states(now_ms)
        expected.append((says[wire.SOUNDING], says[wire.FAULTS]))
        commands.append(f"look {now_ms}")
    seen = [line.split("|") for line in run(bench, commands)]
    assert [(line[0], line[4]) for line in seen] == expected
