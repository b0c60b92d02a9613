"""Makes a whole WAV file of a pattern's samples with Python's own `wave`. Tests compare our own header with it, and measure its sound."""

import io
import wave

from hardware.ports import Pattern
from hardware.sound.synth import RATE_HZ, SAMPLE_BYTES, pcm


def wav(pattern: Pattern) -> bytes:
    """Give one burst and the silence after it."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(SAMPLE_BYTES)
        writer.setframerate(RATE_HZ)
        writer.writeframes(pcm(pattern))
    return file.getvalue()
