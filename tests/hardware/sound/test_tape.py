"""Tests the endless tape of sound: driven by levels, without gaps, and back to its beginning at a change."""

import pytest

from hardware.ports import Pattern
from hardware.sound.synth import BYTES_PER_MS, pcm
from hardware.sound.tape import CHUNK_MS, Tape


def played(tape: Tape, length: int) -> bytes:
    sound = b""
    while len(sound) < length:
        sound += tape.next_chunk()
    return sound[:length]


def test_nothing_set_is_silence() -> None:
    assert not any(played(Tape(), 10_000))


def test_a_pattern_repeats_without_a_gap() -> None:
    tape, burst = Tape(), pcm(Pattern.HIGH)
    tape.set(Pattern.HIGH)
    assert played(tape, 3 * len(burst)) == 3 * burst


def test_the_same_again_does_not_start_over() -> None:
    tape, burst = Tape(), pcm(Pattern.HIGH)
    assert tape.set(Pattern.HIGH)
    first = played(tape, 1600)
    assert not tape.set(Pattern.HIGH)
    assert first + played(tape, 1600) == burst[:3200]


def test_another_pattern_starts_at_its_beginning() -> None:
    tape = Tape()
    tape.set(Pattern.HIGH)
    tape.next_chunk()
    tape.set(Pattern.LOW)
    assert played(tape, 3200) == pcm(Pattern.LOW)[:3200]


def test_a_chunk_is_as_long_as_it_says() -> None:
    assert len(Tape().next_chunk()) == 16_000 * 2 * CHUNK_MS // 1000


@pytest.mark.slow
@pytest.mark.parametrize("pattern", list(Pattern))
def test_a_plan_may_ask_for_sound_more_often_but_never_into_the_pulses(pattern: Pattern) -> None:
    tape = Tape(again_s=4)
    tape.set(pattern)
    pulses = pcm(pattern).rstrip(b"\0")
    sound = played(tape, 12_000 * BYTES_PER_MS)
    assert sound.startswith(pulses)
    assert longest_silence_ms(sound) < 4000
    assert sound.count(pulses[:400]) >= 3, "from its beginning, again and again"


@pytest.mark.slow
@pytest.mark.parametrize("again_s", [1, 3, 10])
@pytest.mark.parametrize("pattern", list(Pattern))
def test_whatever_a_plan_asks_bursts_rest_for_2_5_s_and_begin_within_10_s(pattern: Pattern, again_s: int) -> None:
    tape = Tape(again_s)
    tape.set(pattern)
    sound = played(tape, 21_000 * BYTES_PER_MS)
    burst_ms = len(pcm(pattern).rstrip(b"\0")) // BYTES_PER_MS
    rest_ms = longest_silence_ms(sound)
    assert rest_ms >= 2_500
    assert burst_ms + rest_ms <= 10_000


def longest_silence_ms(sound: bytes) -> int:
    """Give the longest silence in whole steps of 10 ms."""
    step = 10 * BYTES_PER_MS
    longest = run = 0
    for at in range(0, len(sound), step):
        run = run + 10 if not any(sound[at : at + step]) else 0
        longest = max(longest, run)
    return longest
