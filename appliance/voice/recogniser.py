"""Hears which of given sentences a sound says, by PocketSphinx: a recogniser of English, in a process of its own. Knows no plan.

It chooses among the sentences it is given, digit by digit where they have digits: every row of as many digits could be heard, so that
"two zero four" is proved against all other numbers. It hears nothing at all where no sentence fits.
"""

import functools
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from appliance.command_line import reason
from appliance.plan.messages import Language
from appliance.speech.sentences import DIGITS
from appliance.voice.shaping import at_rate
from appliance.voice.sound import Sound, raw

PROGRAM = "pocketsphinx_batch"
MODEL = Path("/usr/share/pocketsphinx/model/en-us")
"""Where Debian's pocketsphinx-en-us has its model and its dictionary of 134,000 words."""

RATE_HZ = 16_000
"""What the model was trained with. A sound of 8 kHz is brought to it; above 4 kHz is then nothing."""

HEAR_WITHIN_S = 900
"""A thousand phrases take 20 s on a PC, and ten times as long on a Pi 3. Four times that: it only ends what hangs."""

WIDE_BEAM = ("-beam", "1e-80", "-wbeam", "1e-60", "-pbeam", "1e-80")
"""With the usual beams (1e-48, 7e-29), the right sentence is dropped before its end in a tenth of the phrases: it then hears nothing."""

SILENCE_S = 0.3
"""Its detector of speech needs some silence before the first word."""

OWN_WORDS = {"handbell": ("HH AE N D B EH L", "HH AE N B EH L")}
"""Words of Handbell that are in no dictionary, by the sounds of the model: the second is how people say it fast."""

_WORD = re.compile(r"[^a-z' ]")
_HEARD = re.compile(r"(?P<words>.*?)\s*\((?P<name>\S+) -?\d+\)", re.ASCII)


class RecogniserError(Exception):
    """The recogniser cannot be used; the message says why, and what to do."""


class Recogniser(msgspec.Struct, frozen=True):
    """A recogniser with its model. `model` holds the folder `en-us` and the dictionary."""

    program: str = PROGRAM
    model: Path = MODEL

    @property
    def why_not(self) -> str:
        """Why it cannot be used here; "" if it can."""
        if shutil.which(self.program) is None:
            return "no recogniser is installed here (Debian's pocketsphinx)"
        return "" if self._dictionary.is_file() else "the recogniser has no model (Debian's pocketsphinx-en-us)"

    @property
    def _dictionary(self) -> Path:
        return self.model / "cmudict-en-us.dict"

    def unknown_words(self, text: str) -> tuple[str, ...]:
        """Give the words of a text that its dictionary lacks: what has one of them cannot be proved. Raises RecogniserError."""
        known = _words_of(self._dictionary)
        return tuple(word for word in words_of(text) if word not in known and word not in OWN_WORDS)

    def heard_in(self, sound: Sound, sentences: Iterable[str], *, looped: bool = False) -> str:
        """Give what a sound says, in the words of `sentences`, without capitals and stops; "" if it says none of them.

        `looped`: it is a recording of a call, which says one sentence after the other, and ends somewhere within one. Raises
        RecogniserError, also where a sentence has a word that the dictionary lacks.
        """
        return self.heard({"sound": sound}, sentences, looped=looped)["sound"]

    def heard(self, sounds: Mapping[str, Sound], sentences: Iterable[str], *, looped: bool = False) -> dict[str, str]:
        """Give what each sound says, by its name, as `heard_in` does, in one run of the program. Raises RecogniserError."""
        if self.why_not:
            raise RecogniserError(f"Nothing can be heard: {self.why_not}.")
        texts = tuple(sentences)
        if unknown := self.unknown_words(" ".join(texts)):
            raise RecogniserError(f"The recogniser's dictionary lacks: {', '.join(sorted(set(unknown)))}.")
        with tempfile.TemporaryDirectory(prefix="handbell-heard-") as folder:
            at = Path(folder)
            _lay_out(at, sounds, _rules(_grammar(texts), looped=looped), self._dictionary)
            self._run(at)
            return dict.fromkeys(sounds, "") | _read(at / "heard", sounds)

    def _run(self, at: Path) -> None:
        command = [self.program, "-hmm", str(self.model / "en-us"), "-dict", str(at / "dictionary")]
        command += ["-jsgf", str(at / "grammar"), "-adcin", "yes", "-cepdir", str(at), "-cepext", ".raw"]
        command += ["-ctl", str(at / "sounds"), "-hyp", str(at / "heard"), "-logfn", str(at / "log"), *WIDE_BEAM]
        try:
            done = subprocess.run(command, capture_output=True, timeout=HEAR_WITHIN_S, check=False)
        except OSError as error:
            raise RecogniserError(f"{self.program} cannot be started ({reason(error)}).") from error
        except subprocess.TimeoutExpired as error:
            raise RecogniserError(f"{self.program} did not end within {HEAR_WITHIN_S} s.") from error
        if done.returncode or not (at / "heard").is_file():
            raise RecogniserError(f"{self.program} ended with {done.returncode}. {_last_error(at / 'log')}")


def words_of(text: str) -> list[str]:
    """Give a text as the recogniser writes what it heard: its words, without capitals and stops."""
    return _WORD.sub(" ", text.lower().replace("’", "'")).split()


def normal(text: str) -> str:
    """Give the words of a text with one blank between them: equal to what `heard_in` gives if all of it was heard."""
    return " ".join(words_of(text))


def _grammar(sentences: Iterable[str]) -> tuple[str, ...]:
    """Give what can be heard: each sentence once, with any digit in place of a digit."""
    digits = frozenset(DIGITS[Language.EN])
    rows = {" ".join("<digit>" if word in digits else word for word in words_of(text)) for text in sentences}
    return tuple(sorted(row for row in rows if row))


def _rules(grammar: tuple[str, ...], *, looped: bool) -> str:
    """Write a grammar in JSGF. `looped`: any number of sentences, and a beginning of one."""
    said = f"<digit> = {' | '.join(DIGITS[Language.EN])};\n<sentence> = {' | '.join(grammar)};\n"
    if not looped:
        return f"{said}public <said> = <sentence>;\n"
    begun = {" ".join(row.split()[:words]) for row in grammar for words in range(1, len(row.split()))}
    end = f" [{' | '.join(sorted(begun))}]" if begun else ""
    return f"{said}public <said> = <sentence>+{end};\n"


def _lay_out(at: Path, sounds: Mapping[str, Sound], rules: str, dictionary: Path) -> None:
    own = "".join(
        f"{word}{f'({place})' if place > 1 else ''} {said}\n"
        for word, ways in OWN_WORDS.items()
        for place, said in enumerate(ways, start=1)
    )
    (at / "dictionary").write_bytes(dictionary.read_bytes() + own.encode())
    (at / "grammar").write_text(f"#JSGF V1.0;\ngrammar said;\n{rules}", encoding="ascii")
    (at / "sounds").write_text("".join(f"{number}\n" for number, _ in enumerate(sounds)))
    silence = b"\x00\x00\x01\x00" * int(SILENCE_S * RATE_HZ / 2)  # not all zero: it takes logarithms
    for number, sound in enumerate(sounds.values()):
        (at / f"{number}.raw").write_bytes(silence + raw(at_rate(sound, RATE_HZ)) + silence)


def _read(file: Path, sounds: Mapping[str, Sound]) -> dict[str, str]:
    """Read a line for each sound: its words, then its number and a score in brackets."""
    names = list(sounds)
    rows = (_HEARD.fullmatch(line.strip()) for line in file.read_text(encoding="utf-8", errors="replace").splitlines())
    return {names[int(Path(row["name"]).name)]: row["words"] for row in rows if row is not None}


def _last_error(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    errors = [line for line in lines if line.startswith(("ERROR", "FATAL"))]
    return errors[-1][:300] if errors else ""


@functools.cache
def _words_of(dictionary: Path) -> frozenset[str]:
    try:
        lines = dictionary.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise RecogniserError(f"{dictionary} cannot be read ({reason(error)}).") from error
    return frozenset(line.split(maxsplit=1)[0].partition("(")[0] for line in lines if line.strip())
