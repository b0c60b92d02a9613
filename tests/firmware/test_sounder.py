"""Tests the firmware of the sounder: its figures are those of the console's sound, it chirps when it is alone, it obeys no older box."""

from pathlib import Path

import pytest

from hardware.esphome import wire
from hardware.ports import Pattern
from hardware.sound.patterns import FIGURES
from tests.firmware.bench import compile_bench, run

pytestmark = pytest.mark.slow

SAMPLED_MS = 10


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_bench("bench_sounder", tmp_path_factory.mktemp("bench"))


def looks(bench: Path, commands: list[str], times_ms: range | list[int]) -> list[list[str]]:
    """Give what is seen at these moments: playing, Hz, level, whether the hall lamp is lit, faults."""
    return [line.split("|") for line in run(bench, ["boot 0", *commands, *(f"look {now_ms}" for now_ms in times_ms)])]


@pytest.mark.parametrize("pattern", list(Pattern))
def test_every_pattern_sounds_as_at_the_desk(bench: Path, pattern: Pattern) -> None:
    figure = FIGURES[pattern]
    expected: list[int] = []
    for note in figure.notes:
        expected += [note.hz] * (note.length_ms // SAMPLED_MS) + [0] * (note.rest_ms // SAMPLED_MS)
    heard = looks(bench, [f"sound 0 1 {pattern}"], range(5, figure.length_ms, SAMPLED_MS))
    assert [int(hz) for _, hz, *_ in heard] == expected
    loudest = max(float(level) for _, _, level, *_ in heard)
    assert loudest == pytest.approx(10 ** (figure.level_db / 20), abs=0.01)


@pytest.mark.parametrize("pattern", list(Pattern))
def test_the_hall_lamp_lights_unless_it_must_be_dark_and_never_flashes_fast(bench: Path, pattern: Pattern) -> None:
    lit = [look[3] == "1" for look in looks(bench, [f"sound 0 1 {pattern}"], range(0, 8_000, SAMPLED_MS))]
    up = [at for at in range(1, len(lit)) if lit[at] and not lit[at - 1]]
    assert any(lit)
    assert all(sum(start <= each < start + 100 for each in up) <= 3 for start in up)
    assert not any(look[3] == "1" for look in looks(bench, [f"dark 0 1 {pattern}"], range(0, 8_000, SAMPLED_MS)))


def test_silence_is_silent_until_the_appliance_is_gone_for_thirty_seconds(bench: Path) -> None:
    playing = looks(bench, ["sound 1000 1"], [1_000, 30_999, 31_000, 31_050])
    assert [each[0] for each in playing] == ["silent", "silent", "down", "down"]
    assert [int(each[1]) > 0 for each in playing] == [False, False, False, True]


def test_being_told_again_ends_the_chirp(bench: Path) -> None:
    assert looks(bench, ["look 40000", "sound 41000 1"], [41_000])[-1][0] == "silent"


def test_a_call_goes_on_sounding_when_the_appliance_is_gone_and_a_drill_does_not(bench: Path) -> None:
    assert looks(bench, ["sound 0 1 high"], [120_000])[0][0] == "high"
    assert looks(bench, ["sound 0 1 drill"], [31_000])[0][0] == "down"


def test_an_older_box_is_not_obeyed_and_does_not_keep_it_from_chirping(bench: Path) -> None:
    older = looks(bench, ["sound 0 5 ", "boot 1000", "sound 2000 4 high"], [2_000, 31_500])
    assert [(each[0], each[4]) for each in older] == [("silent", "older-box 5"), ("down", "older-box 5")]
    assert looks(bench, ["sound 0 5 ", "sound 10 4 high", "sound 20 5 low"], [30])[0][::4] == ["low", ""]


def test_a_word_of_a_later_appliance_silences_nothing(bench: Path) -> None:
    assert looks(bench, ["sound 0 1 high", "sound 10 1 melody", "sound 20 1 down"], [30])[0][0] == "high"


def test_its_words_are_those_of_the_appliance() -> None:
    glue = (Path(__file__).parents[2] / "hardware/firmware/sounder.yaml").read_text()
    assert f"name: {wire.SOUNDER_PROJECT}" in glue
    assert f"action: {wire.SOUND}" in glue
    assert f"name: {wire.SOUNDING}" in glue
