"""Tests the rendered sound by measuring the WAV alone: pulses, rests, pitch and harmonics as IEC 60601-1-8 and UL 1069 give them."""

import io
import math
import wave
from array import array
from dataclasses import dataclass
from itertools import pairwise

import pytest

from hardware.ports import Pattern
from tests.hardware.sound.rendered import wav

CALLS = (Pattern.HIGH, Pattern.MEDIUM, Pattern.LOW)
WINDOW_MS = 5
BAND_DB = 15


@dataclass(frozen=True)
class Pulse:
    start_ms: int
    length_ms: int


def samples(pattern: Pattern) -> tuple[array, int]:
    with wave.open(io.BytesIO(wav(pattern))) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return array("h", file.readframes(file.getnframes())), file.getframerate()


def pulses(pattern: Pattern) -> tuple[list[Pulse], int]:
    """Give the stretches of sound, and the length of the whole, in ms."""
    sound, rate = samples(pattern)
    step = rate * WINDOW_MS // 1000
    loud = [max(map(abs, sound[at : at + step])) > 500 for at in range(0, len(sound), step)]
    edges = [at for at, (before, after) in enumerate(pairwise([False, *loud, False])) if before != after]
    found = [
        Pulse(start * WINDOW_MS, (end - start) * WINDOW_MS) for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    return found, len(sound) * 1000 // rate


def rests(found: list[Pulse]) -> list[int]:
    return [after.start_ms - before.start_ms - before.length_ms for before, after in pairwise(found)]


def power(sound: array, rate: int, hz: float) -> float:
    """Give how much of one frequency there is. It is Goertzel, under a Hann window so that strong neighbours do not leak in."""
    coefficient, before, last = 2 * math.cos(2 * math.pi * hz / rate), 0.0, 0.0
    turn = 2 * math.pi / len(sound)
    for at, sample in enumerate(sound):
        before, last = last, sample * (1 - math.cos(turn * at)) + coefficient * last - before
    return last * last + before * before - coefficient * last * before


def fundamental(sound: array, rate: int) -> int:
    """Give the lowest peak within 20 dB of the strongest, to 1 Hz."""
    grid = {hz: power(sound, rate, hz) for hz in range(100, 1001, 10)}
    strongest = max(grid.values())
    lowest = min(hz for hz, there in grid.items() if there > strongest / 100)
    return max(range(lowest, lowest + 40), key=lambda hz: power(sound, rate, hz))


def middle(pattern: Pattern) -> tuple[array, int]:
    """Give 100 ms from the middle of the first pulse."""
    sound, rate = samples(pattern)
    first = pulses(pattern)[0][0]
    half = min(50, first.length_ms // 2 - 25)
    centre = first.start_ms + first.length_ms // 2 if pattern is not Pattern.TROUBLE else 200
    return sound[(centre - half) * rate // 1000 : (centre + half) * rate // 1000], rate


@pytest.mark.parametrize(("pattern", "count"), [(Pattern.HIGH, 10), (Pattern.MEDIUM, 3), (Pattern.LOW, 2)])
def test_calls_have_the_pulses_of_their_priority(pattern: Pattern, count: int) -> None:
    assert len(pulses(pattern)[0]) == count


def test_high_is_grouped_three_two_and_again() -> None:
    found, _ = pulses(Pattern.HIGH)
    between = rests(found)
    within, groups, middle_rest = between[0], between[2], between[4]
    assert between == pytest.approx(
        [within, within, groups, within, middle_rest, within, within, groups, within], abs=10
    )
    assert 50 <= within <= 125 + 10
    assert groups == pytest.approx(2 * within + found[0].length_ms, abs=30)
    assert 350 <= middle_rest <= 1300


@pytest.mark.parametrize(
    ("pattern", "low", "high"), [(Pattern.HIGH, 75, 200), (Pattern.MEDIUM, 125, 250), (Pattern.LOW, 125, 250)]
)
def test_pulses_last_as_long_as_their_priority_asks(pattern: Pattern, low: int, high: int) -> None:
    assert all(low <= pulse.length_ms <= high for pulse in pulses(pattern)[0])


@pytest.mark.parametrize(("pattern", "low", "high"), [(Pattern.HIGH, 2500, 15_000), (Pattern.MEDIUM, 2500, 30_000)])
def test_bursts_come_again_as_their_priority_asks(pattern: Pattern, low: int, high: int) -> None:
    found, length_ms = pulses(pattern)
    assert low <= length_ms - found[-1].start_ms - found[-1].length_ms <= high


@pytest.mark.parametrize("pattern", Pattern)
def test_no_burst_begins_more_than_ten_seconds_after_the_last(pattern: Pattern) -> None:
    _, length_ms = pulses(pattern)
    assert length_ms <= 10_000


@pytest.mark.parametrize("pattern", Pattern)
def test_the_fundamental_and_four_harmonics_are_there(pattern: Pattern) -> None:
    sound, rate = middle(pattern)
    lowest_hz = fundamental(sound, rate)
    assert 150 <= lowest_hz <= 1000
    base = power(sound, rate, lowest_hz)
    harmonics = [hz for hz in range(2 * lowest_hz, 4001, lowest_hz) if hz >= 300]
    near = [hz for hz in harmonics if abs(10 * math.log10(power(sound, rate, hz) / base)) <= BAND_DB]
    assert len(near) >= 4


@pytest.mark.slow
def test_every_pattern_has_a_pitch_of_its_own() -> None:
    pitches = sorted(fundamental(*middle(pattern)) for pattern in Pattern)
    assert all(higher / lower > 1.12 for lower, higher in pairwise(pitches))  # two semitones


def test_a_drill_still_sounds_when_every_real_figure_has_fallen_silent() -> None:
    drill, _ = pulses(Pattern.DRILL)
    longest_real_ms = max(pulse.length_ms for pattern in CALLS for pulse in pulses(pattern)[0])
    assert longest_real_ms <= 250
    assert [pulse.length_ms > 4 * longest_real_ms for pulse in drill] == [True]


def test_trouble_is_quieter_than_any_call() -> None:
    loudest = {pattern: max(map(abs, samples(pattern)[0])) for pattern in Pattern}
    assert all(20 * math.log10(loudest[call] / loudest[Pattern.TROUBLE]) >= 3 for call in CALLS)
    assert 20 * math.log10(loudest[Pattern.HIGH] / loudest[Pattern.TROUBLE]) >= 9.9


@pytest.mark.parametrize("pattern", Pattern)
def test_it_begins_and_ends_in_silence_and_never_clips(pattern: Pattern) -> None:
    sound, _ = samples(pattern)
    assert sound[0] == 0
    assert sound[-1] == 0
    assert max(map(abs, sound)) < 32_000
