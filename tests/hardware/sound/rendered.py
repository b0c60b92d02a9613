"""A pattern's samples as a whole WAV file, written by Python's own `wave`: what our own header is compared with, and what is measured."""

import io
import wave

from hardware.ports import Pattern
from hardware.sound.synth import RATE_HZ, SAMPLE_BYTES, pcm


def wav(pattern: Pattern) -> bytes:
    """One burst and the silence after it."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(SAMPLE_BYTES)
        writer.setframerate(RATE_HZ)
        writer.writeframes(pcm(pattern))
    return file.getvalue()
