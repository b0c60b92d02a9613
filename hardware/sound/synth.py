"""Renders a pattern to samples: 16-bit mono PCM. Knows no device; uses the standard library only."""

import functools
import math
import sys
from array import array

from hardware.ports import Pattern
from hardware.sound.patterns import FIGURES, HARMONIC_LEVELS, Note

RATE_HZ = 16_000  # The highest harmonic that counts is 4 kHz. Twice that is needed, and this is twice that again.
SAMPLE_BYTES = 2
PEAK = 29_000  # The most is 32 767. This leaves a little room, so that no resampler clips.
BYTES_PER_MS = RATE_HZ * SAMPLE_BYTES // 1000


@functools.cache
def pcm(pattern: Pattern) -> bytes:
    """Render one burst and the silence after it, little-endian. It begins and ends in silence, so it can be played over and over."""
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
    """Return whether the samples of every pattern are made already. Making them takes long, so they are kept."""
    return pcm.cache_info().currsize == len(Pattern)


def make_all() -> None:
    """Make the samples of every pattern."""
    for pattern in Pattern:
        pcm(pattern)


@functools.cache
def _tone(note: Note, level: float) -> array[int]:
    """Render a note. It is computed once for each different note, since a burst repeats one pulse."""
    count = note.length_ms * RATE_HZ // 1000
    rise = note.rise_ms * RATE_HZ // 1000
    step = 2 * math.pi * note.hz / RATE_HZ
    wave_of = [sum(part * math.sin(k * step * n) for k, part in enumerate(HARMONIC_LEVELS, 1)) for n in range(count)]
    loudest = max(map(abs, wave_of))
    return array("h", (round(level * value / loudest * _swell(n, count, rise)) for n, value in enumerate(wave_of)))


def _swell(sample: int, count: int, rise: int) -> float:
    """Return the level at a sample: from 0 to 1 and back, along half a cosine at either end. So there is no click, and no extra
    harmonics.
    """
    nearest_end = min(sample, count - 1 - sample)
    return 1.0 if nearest_end >= rise else 0.5 - 0.5 * math.cos(math.pi * nearest_end / rise)
