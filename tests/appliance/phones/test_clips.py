"""What a call hears is put together from clips, and never with a hole in it."""

import io
import logging
import wave
from pathlib import Path

import pytest

from appliance.phones.clips import AGAIN_S, CLIP_S_MAX, LEAST_S, PAUSE_S, RATE_HZ, Phrases, silence, spoken, tone


def _clip(folder: Path, name: str, samples: bytes, *, rate: int = RATE_HZ, channels: int = 1, width: int = 2) -> None:
    with wave.open(str(folder / f"{name}.wav"), "wb") as made:
        made.setparams((channels, width, rate, 0, "NONE", "not compressed"))
        made.writeframes(samples)


def _samples(file: bytes) -> bytes:
    with wave.open(io.BytesIO(file), "rb") as read:
        assert (read.getframerate(), read.getnchannels(), read.getsampwidth()) == (RATE_HZ, 1, 2)
        return read.readframes(read.getnframes())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "abcdef01"
    made.mkdir()
    _clip(made, "en.one", b"\x01\x00" * 800)
    _clip(made, "en.two", b"\x02\x00" * 800)
    return made


def test_clips_are_said_one_after_the_other(folder: Path) -> None:
    said = Phrases(folder.parent, folder.name).sentence(("en.one", "en.two"))
    assert said.startswith(b"\x01\x00" * 800)
    assert said.endswith(b"\x02\x00" * 800)
    assert len(said) == 2 * (1600 + 480)


def test_a_sentence_is_said_again_and_again_for_longer_than_until_it_is_given_again() -> None:
    sentence = b"\x01\x00" * RATE_HZ
    samples = _samples(spoken(sentence, begins_with_tone=True, repeats=True))
    assert samples.startswith(tone())
    assert samples.count(sentence + silence(PAUSE_S)) == len(samples) // (len(sentence) + len(silence(PAUSE_S)))
    assert len(samples) >= LEAST_S * RATE_HZ * 2 > AGAIN_S * RATE_HZ * 2


def test_a_tone_alone_sounds_once() -> None:
    samples = _samples(spoken(b"", begins_with_tone=True, repeats=True))
    assert samples.count(tone()) == 1
    assert samples.removeprefix(tone()).strip(b"\x00") == b""
    assert len(samples) >= LEAST_S * RATE_HZ * 2


@pytest.mark.parametrize(
    ("clip", "says"),
    [
        ("en.none", "cannot be read"),
        ("en.fast", "not 8 kHz"),
        ("en.stereo", "not 8 kHz"),
        ("en.long", "longer than"),
        ("en.text", "cannot be read"),
        ("en.empty", "cannot be read"),
    ],
)
def test_with_one_clip_that_cannot_be_said_nothing_of_the_sentence_is(
    folder: Path, caplog: pytest.LogCaptureFixture, clip: str, says: str
) -> None:
    _clip(folder, "en.fast", b"\x01\x00" * 800, rate=16_000)
    _clip(folder, "en.stereo", b"\x01\x00" * 800, channels=2)
    _clip(folder, "en.long", silence(CLIP_S_MAX + 1))
    (folder / "en.text.wav").write_text("this is no sound")
    (folder / "en.empty.wav").touch()
    phrases = Phrases(folder.parent, folder.name)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            assert phrases.sentence(("en.one", clip)) == b""
    assert [says in record.message for record in caplog.records] == [True], "said once"


def test_without_phrases_nothing_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert Phrases(tmp_path, "").sentence(("en.one",)) == b""
    assert "handbell phrases make" in caplog.text
    assert Phrases(tmp_path, "").sentence(()) == b""
