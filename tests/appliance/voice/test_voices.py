"""Voices are programs: real ones speak, and whatever one does wrong is said with its name."""

from pathlib import Path

import pytest

from appliance.plan.messages import Language
from appliance.speech.clips import ClipId, Phrase
from appliance.voice import voices
from appliance.voice.voices import FILE, SHIPPED, TEXT, Voice, VoiceError, piper_voice, speak

pytestmark = pytest.mark.slow
SPANISH = Phrase(ClipId("es.on-the-way"), Language.ES, "La ayuda está en camino.")
ENGLISH = Phrase(ClipId("en.person.nunez"), Language.EN, "Señor Núñez’s room")


@pytest.mark.parametrize("voice", SHIPPED, ids=[voice.name for voice in SHIPPED])
def test_every_voice_of_debian_speaks(voice: Voice) -> None:
    assert voice.installed
    sound = speak(voice, SPANISH if voice.language is Language.ES else ENGLISH)
    assert sound.rate_hz in {16_000, 22_050}
    assert 500 < sound.length_ms < 5000


def test_a_text_is_never_taken_for_an_option_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where a voice would write the file
    phrase = Phrase(ClipId("en.room.odd"), Language.EN, "-o x; $(id)")
    for voice in SHIPPED[:1] + SHIPPED[-2:-1]:
        assert speak(voice, phrase).length_ms > 500
    assert not list(tmp_path.iterdir())


def program(tmp_path: Path, script: str) -> Path:
    file = tmp_path / "voice"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def voice_of(tmp_path: Path, script: str) -> Voice:
    return Voice("odd", Language.EN, (str(program(tmp_path, script)), TEXT, FILE))


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo out of breath >&2; exit 3", "odd ended with 3: out of breath"),
        ("exit 0", "odd made no sound of"),
        ('echo noise > "$2"', "is no WAV file"),
        ("kill -9 $$", "odd ended with -9"),
    ],
)
def test_a_program_that_fails_is_named_with_what_it_said(script: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match=says):
        speak(voice_of(tmp_path, script), ENGLISH)


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "SPEAK_WITHIN_S", 0.2)
    with pytest.raises(VoiceError, match="did not speak within"):
        speak(voice_of(tmp_path, "exec sleep 600"), ENGLISH)


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    missing = Voice("gone", Language.EN, (str(tmp_path / "none"), TEXT, FILE))
    assert not missing.installed
    with pytest.raises(VoiceError, match="gone cannot be started"):
        speak(missing, ENGLISH)


def test_letters_that_a_voice_cannot_read_are_told_and_not_left_out() -> None:
    with pytest.raises(VoiceError, match="no letter that this voice reads"):
        speak(SHIPPED[0], Phrase(ClipId("en.room.x"), Language.EN, "会議室"))


def test_piper_is_given_its_voice_and_reads_the_text_from_its_input(tmp_path: Path) -> None:
    stands_in = program(tmp_path, f'echo "$@" > {tmp_path}/words; cat > {tmp_path}/text; cp {tmp_path}/spoken.wav "$4"')
    spoken = speak(SHIPPED[0], ENGLISH)
    from appliance.voice.sound import to_wav

    (tmp_path / "spoken.wav").write_bytes(to_wav(spoken))
    voice = piper_voice(stands_in, Path("/voices/en_US-joe-medium.onnx"), Language.EN)
    assert speak(voice, ENGLISH) == spoken
    assert voice.name == "piper en_US-joe-medium"
    assert (tmp_path / "words").read_text().startswith("--model /voices/en_US-joe-medium.onnx --output_file /")
    assert (tmp_path / "text").read_text() == "Señor Núñez’s room\n"
