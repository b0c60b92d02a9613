"""The endless tape: level-driven, seamless, back to the beginning at a change."""

from hardware.ports import Pattern
from hardware.sound.synth import pcm
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
