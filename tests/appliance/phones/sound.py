"""Listens to recordings of the tests' telephones. Knows no telephone."""

import array
import wave
from pathlib import Path

WINDOW_S, LEVEL = 0.02, 500  # of 32,768: far above what G.711 makes of silence


def loud(path: Path) -> float:
    """Give for how many seconds there is anything to hear in a recording of 8 kHz, 16 bits."""
    with wave.open(str(path), "rb") as read:
        samples = array.array("h", read.readframes(read.getnframes()))
        size = round(read.getframerate() * WINDOW_S)
    windows = (samples[start : start + size] for start in range(0, len(samples), size))
    return WINDOW_S * sum(max(map(abs, each)) > LEVEL for each in windows)
