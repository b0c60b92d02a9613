"""WAV files: what is written is read again, and what is no sound for a telephone is refused in words that say what to do."""

import io
import wave
from pathlib import Path

import pytest

from appliance.voice.sound import SOUND_BYTES_MAX, Sound, SoundError, from_wav, joined, raw, read_sound, to_wav
from tests.appliance.voice.tones import silence, tone


def test_a_sound_is_read_as_it_was_written(tmp_path: Path) -> None:
    sound = tone(1000, rate_hz=8000)
    file = tmp_path / "tone.wav"
    file.write_bytes(to_wav(sound))
    assert read_sound(file) == sound
    assert sound.length_ms == 500
    assert raw(sound)[:4] == bytes(sound.samples[:2].tobytes())


def a_wav(*, channels: int = 1, width: int = 2, rate_hz: int = 8000) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(width)
        writer.setframerate(rate_hz)
        writer.writeframes(bytes(channels * width * 100))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is no WAV file"),
        (b"RIFF\x00\x00\x00\x00WAVE", "is no WAV file"),
        (b"no sound at all" * 100, "is no WAV file"),
        (a_wav(channels=2), "is not of one channel and 16 bits"),
        (a_wav(width=1), "is not of one channel and 16 bits"),
        (a_wav(rate_hz=4000), "a telephone needs 8000"),
    ],
)
def test_what_is_no_sound_for_a_telephone_is_refused_by_name(data: bytes, says: str) -> None:
    with pytest.raises(SoundError, match=rf"room\.wav .*{says}"):
        from_wav(data, "room.wav")


def test_a_length_that_is_a_lie_gives_only_what_is_there() -> None:
    data = bytearray(a_wav())
    data[40:44] = (0x7FFFF000).to_bytes(4, "little")  # as programs write that do not know the length yet
    assert len(from_wav(bytes(data), "stream.wav").samples) == 100


def test_a_file_that_is_missing_or_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="cannot be read"):
        read_sound(tmp_path / "none.wav")
    long = tmp_path / "long.wav"
    with long.open("wb") as file:
        file.truncate(SOUND_BYTES_MAX + 1)
    with pytest.raises(SoundError, match="Cut it into parts"):
        read_sound(long)


def test_clips_are_joined_in_their_order() -> None:
    one, two = tone(500, rate_hz=8000, seconds=0.1), silence(rate_hz=8000, seconds=0.2)
    assert joined([one, two]) == Sound(8000, one.samples + two.samples)
    with pytest.raises(ValueError, match="one rate"):
        joined([one, tone(500)])
    with pytest.raises(ValueError, match="at least one"):
        joined([])
