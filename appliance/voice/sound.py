"""Defines a sound of one channel, and reads and writes it as a WAV file. Knows no phrase and no program."""

import array
import io
import sys
import wave
from pathlib import Path

import msgspec

from appliance.command_line import reason

CLIP_RATE_HZ = 8000
"""The rate of telephones (ITU-T G.711)."""

SOUND_BYTES_MAX = 32 * 1024 * 1024
"""Eleven minutes at 24 kHz. A phrase has seconds, a recording of a whole telephone call has minutes."""

BYTES_A_SAMPLE = 2


class SoundError(ValueError):
    """A file is no sound that can be used; the message says which file, why, and what to do."""


class Sound(msgspec.Struct, frozen=True):
    """Samples of 16 bits, signed, of one channel."""

    rate_hz: int
    samples: array.array[int]

    @property
    def length_ms(self) -> int:
        """How long it takes to say."""
        return len(self.samples) * 1000 // self.rate_hz


def read_sound(file: Path) -> Sound:
    """Read a WAV file of one channel and 16 bits, of any rate. Raises SoundError."""
    try:
        size = file.stat().st_size
        if size > SOUND_BYTES_MAX:
            raise SoundError(f"{file} has {size:,} bytes; at most {SOUND_BYTES_MAX:,} are read. Cut it into parts.")
        return from_wav(file.read_bytes(), str(file))
    except OSError as error:
        raise SoundError(f"{file} cannot be read ({reason(error)}).") from error


def from_wav(data: bytes, name: str) -> Sound:
    """Read the bytes of a WAV file; `name` is for the error. Raises SoundError."""
    try:
        with wave.open(io.BytesIO(data)) as reader:
            if (reader.getnchannels(), reader.getsampwidth()) != (1, BYTES_A_SAMPLE):
                raise SoundError(f"{name} is not of one channel and 16 bits. Convert it, or have it made again.")
            rate_hz, frames = reader.getframerate(), reader.readframes(len(data) // BYTES_A_SAMPLE)
    except (wave.Error, EOFError) as error:
        raise SoundError(f"{name} is no WAV file of plain samples ({reason(error)}). Have it made again.") from error
    if rate_hz < CLIP_RATE_HZ:
        raise SoundError(f"{name} has {rate_hz} samples a second; a telephone needs {CLIP_RATE_HZ}.")
    samples = array.array("h", frames[: len(frames) - len(frames) % BYTES_A_SAMPLE])
    if sys.byteorder == "big":
        samples.byteswap()
    return Sound(rate_hz, samples)


def to_wav(sound: Sound) -> bytes:
    """Give the bytes of a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(BYTES_A_SAMPLE)
        writer.setframerate(sound.rate_hz)
        writer.writeframes(raw(sound))
    return out.getvalue()


def raw(sound: Sound) -> bytes:
    """Give the samples alone, the low byte first."""
    samples = sound.samples
    if sys.byteorder == "big":
        samples = array.array("h", samples)
        samples.byteswap()
    return samples.tobytes()


def joined(sounds: list[Sound]) -> Sound:
    """Put sounds of one rate one behind the other, as a telephone says clips. Raises ValueError where rates differ, or for none."""
    rates = {each.rate_hz for each in sounds}
    if len(rates) != 1:
        raise ValueError("Only sounds of one rate can be joined, and at least one.")
    whole = array.array("h")
    for each in sounds:
        whole.extend(each.samples)
    return Sound(rates.pop(), whole)
