"""The first step killed at many moments, as a power cut does: afterwards the box is wholly what it was or wholly what it is to be."""

import random
import signal
import subprocess
import time

import pytest

from image_build.first_boot.outcome import Place, What
from tests.image_build.first_boot.conftest import Ground
from tests.image_build.first_boot.written import written

OTHER = written(head="seed: 1\nname: other-name\ntime_zone: America/Denver\n")
ROUNDS = 24
SEED = 20261125  # repeats the choices of a run, not the machine's timing

pytestmark = pytest.mark.slow


def length_s(ground: Ground) -> float:
    """How long one whole run takes on this machine now."""
    began = time.monotonic()
    assert ground.starts("seed").wait(60) == 0
    return time.monotonic() - began


def test_killed_at_any_moment_it_is_all_or_nothing_and_the_next_start_finishes(ground: Ground) -> None:
    dice = random.Random(SEED)
    ground.lays(written())
    whole_s = length_s(ground)
    states = {"lincoln-ms\n": ground.everything()}
    ground.lays(OTHER)
    length_s(ground)
    states["other-name\n"] = ground.everything()
    seen = set()
    for round_number in range(ROUNDS):
        ground.lays(written() if round_number % 2 else OTHER)
        ground.lays(OTHER if round_number % 2 else written())
        killed(ground, whole_s * dice.uniform(0.3, 1.1))
        name = ground.reads("hostname")
        now = ground.everything()
        assert _but_sources(now) == _but_sources(states[name]), f"round {round_number}: a mixture"
        seen.add(name)
        assert ground.starts("seed").wait(60) == 0
        assert ground.of(Place.CARD).what in {What.APPLIED, What.UNCHANGED}
        assert ground.reads("hostname") == ("other-name\n" if round_number % 2 else "lincoln-ms\n")
        left = [each.name for each in (ground.places.box / "generations").iterdir()]
        assert len(left) == 1, left
    assert seen == set(states)


def killed(ground: Ground, after_s: float) -> None:
    step = ground.starts("seed")
    try:
        step.wait(after_s)
    except subprocess.TimeoutExpired:
        step.send_signal(signal.SIGKILL)
        step.wait()


def _but_sources(files: dict[str, bytes | str]) -> dict[str, bytes | str]:
    return {name: each for name, each in files.items() if name != "sources.json"}


@pytest.mark.proof
def test_two_hundred_kills(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.image_build.first_boot.test_kills.ROUNDS", 200)
    test_killed_at_any_moment_it_is_all_or_nothing_and_the_next_start_finishes(ground)
