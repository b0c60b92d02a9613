"""Renders a pattern to samples: 16-bit mono PCM. Knows no device; the standard library only."""

import functools
import math
import sys
from array import array

from hardware.ports import Pattern
from hardware.sound.patterns import FIGURES, HARMONIC_LEVELS, Note

RATE_HZ = 16_000  # twice the 4 kHz of the highest harmonic that counts, twice over
SAMPLE_BYTES = 2
PEAK = 29_000  # of 32 767: a little room, so that no resampler clips
BYTES_PER_MS = RATE_HZ * SAMPLE_BYTES // 1000


@functools.cache
def pcm(pattern: Pattern) -> bytes:
    """One burst and the silence after it, little-endian; begins and ends in silence, so it can be played over and over."""
    figure = FIGURES[pattern]
    level = PEAK * 10 ** (figure.level_db / 20)
    samples = array("h")
    for note in figure.notes:
        samples.extend(_tone(note, level))
        samples.extend(array("h", bytes(note.rest_ms * BYTES_PER_MS)))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()


def made() -> bool:
    """Whether the samples of every pattern are there already: they are kept, and to make them takes long."""
    return pcm.cache_info().currsize == len(Pattern)


def make_all() -> None:
    """Make the samples of every pattern."""
    for pattern in Pattern:
        pcm(pattern)


@functools.cache
def _tone(note: Note, level: float) -> array[int]:
    """Computed once for each different note: a burst repeats one pulse."""
    count = note.length_ms * RATE_HZ // 1000
    rise = note.rise_ms * RATE_HZ // 1000
    step = 2 * math.pi * note.hz / RATE_HZ
    wave_of = [sum(part * math.sin(k * step * n) for k, part in enumerate(HARMONIC_LEVELS, 1)) for n in range(count)]
    loudest = max(map(abs, wave_of))
    return array("h", (round(level * value / loudest * _swell(n, count, rise)) for n, value in enumerate(wave_of)))


def _swell(sample: int, count: int, rise: int) -> float:
    """From 0 to 1 and back along half a cosine at either end: no click, no harmonics of its own."""
    nearest_end = min(sample, count - 1 - sample)
    return 1.0 if nearest_end >= rise else 0.5 - 0.5 * math.cos(math.pi * nearest_end / rise)
