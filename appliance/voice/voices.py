"""Has the voices: programs that speak a text into a WAV file, each in a process of its own. Knows no plan and no recogniser.

None is a part of Handbell: espeak-ng and Piper are under the GPL, Flite is not. They run, write a file, and end.
"""

import os
import shutil
import subprocess
import tempfile
import unicodedata
from pathlib import Path

import msgspec

from appliance.command_line import reason
from appliance.plan.messages import Language
from appliance.speech.clips import Phrase
from appliance.voice.sound import Sound, SoundError, read_sound

SPEAK_WITHIN_S = 60
"""espeak-ng and Flite take 0.1 s for a phrase on a PC; Piper takes 1 s, and loads its voice for 5 s on a Pi. Ten times that."""

ESPEAK = "espeak-ng"
FLITE = "flite"


class VoiceError(Exception):
    """A voice did not speak; the message says which, why, and what to do."""


class Voice(msgspec.Struct, frozen=True):
    """A way to speak. `command` is a program and its arguments, with TEXT and FILE where these go; without TEXT, the program reads the
    text from its input. `plain`: it can read ASCII only.
    """

    name: str
    language: Language
    command: tuple[str, ...]
    plain: bool = False

    @property
    def installed(self) -> bool:
        """Whether its program is here."""
        return shutil.which(self.command[0]) is not None


TEXT, FILE = "{text}", "{file}"

SHIPPED = (
    Voice("flite rms", Language.EN, (FLITE, "-voice", "rms", "-t", TEXT, "-o", FILE), plain=True),
    Voice(
        "flite rms slow",
        Language.EN,
        (FLITE, "-voice", "rms", "--setf", "duration_stretch=1.3", "-t", TEXT, "-o", FILE),
        plain=True,
    ),
    Voice("flite awb", Language.EN, (FLITE, "-voice", "awb", "-t", TEXT, "-o", FILE), plain=True),
    Voice("espeak-ng en-us+f3", Language.EN, (ESPEAK, "-v", "en-us+f3", "-s", "140", "-w", FILE, "--stdin")),
    Voice("espeak-ng es-419", Language.ES, (ESPEAK, "-v", "es-419", "-s", "160", "-w", FILE, "--stdin")),
)
"""The voices of Debian, the clearest first: in the band of a telephone the recogniser takes 50 of 52 phrases from Flite's "rms" (CMU's
licence, which is free), and 37 from the best of espeak-ng. Slow: 30 % longer, for what is not proved at the usual speed.
"""

SHIPPED_NAMES = frozenset(voice.name for voice in SHIPPED)


def piper_voice(program: Path, model: Path, language: Language) -> Voice:
    """Give a voice of Piper: its program, and the file of the voice (.onnx, with its .onnx.json beside it)."""
    return Voice(f"piper {model.stem}", language, (str(program), "--model", str(model), "--output_file", FILE))


def speak(voice: Voice, phrase: Phrase) -> Sound:
    """Speak a phrase. Raises VoiceError."""
    text = _plain(phrase.text) if voice.plain else phrase.text
    if not any(each.isalnum() for each in text):
        raise VoiceError(f"{voice.name} cannot say {phrase.text!r}: it has no letter that this voice reads.")
    with tempfile.TemporaryDirectory(prefix="handbell-voice-") as folder:
        file = Path(folder) / "spoken.wav"
        command = [{TEXT: text, FILE: str(file)}.get(word, word) for word in voice.command]
        _run(voice, command, None if TEXT in voice.command else text)
        try:
            sound = read_sound(file)
        except SoundError as error:
            raise VoiceError(f"{voice.name} made no sound of {phrase.text!r}: {error}") from error
    if not any(sound.samples):
        raise VoiceError(f"{voice.name} made silence of {phrase.text!r}.")
    return sound


def _run(voice: Voice, command: list[str], text: str | None) -> None:
    given = "" if text is None else f"{text}\n"
    try:
        done = subprocess.run(
            command,
            input=given.encode(),
            capture_output=True,
            timeout=SPEAK_WITHIN_S,
            check=False,
            env=_environment(),
        )
    except OSError as error:
        raise VoiceError(f"{voice.name} cannot be started: {command[0]} ({reason(error)}).") from error
    except subprocess.TimeoutExpired as error:
        raise VoiceError(f"{voice.name} did not speak within {SPEAK_WITHIN_S} s, and was ended.") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise VoiceError(f"{voice.name} ended with {done.returncode}: {said[-1][:200] if said else 'it said nothing'}.")


def _environment() -> dict[str, str]:
    """Give what a program needs to read UTF-8 and to find its files, and nothing else of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8"}


def _plain(text: str) -> str:
    """Write letters without their marks: "Núñez" as "Nunez"."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return bare.encode("ascii", "ignore").decode()
