"""Makes the clips of phrases: the first voice by which a phrase is proved, or else the first that can say it. Knows no folder and no plan.

A phrase is *proved* if the recogniser hears exactly its words in the clip, which is cut to the band of a telephone by then.
"""

import enum
from collections.abc import Iterable, Sequence

import msgspec

from appliance.plan.messages import Language
from appliance.speech.clips import ClipId, Phrase
from appliance.voice.recogniser import Recogniser, normal
from appliance.voice.shaping import for_telephone
from appliance.voice.sound import Sound
from appliance.voice.voices import Voice, VoiceError, speak

HEARD = "the recogniser heard"
"""So begins why a phrase is not proved that could have been: every voice was tried."""


class State(enum.StrEnum):
    """What became of a phrase."""

    PROVED = "proved"
    NOT_PROVED = "not proved"
    NOT_MADE = "not made"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one phrase, and why it is not proved. `sound` is None if it could not be made."""

    phrase: Phrase
    state: State
    voice: str = ""
    why: str = ""
    sound: Sound | None = None


def make(phrases: Iterable[Phrase], voices: Sequence[Voice], recogniser: Recogniser) -> list[Made]:
    """Make a clip of each phrase. A phrase that fails is named, and all others are made."""
    rows = [_Trying(phrase, why_unprovable(phrase, recogniser)) for phrase in phrases]
    sentences = [row.phrase.text for row in rows if not row.unprovable]
    for language in dict.fromkeys(row.phrase.language for row in rows):
        speaking = [voice for voice in voices if voice.language == language]
        for voice in speaking:
            wanted = [row for row in rows if row.phrase.language == language and row.wants_another]
            _try(wanted, voice, sentences, recogniser)
    return [row.made() for row in rows]


def why_unprovable(phrase: Phrase, recogniser: Recogniser) -> str:
    """Say why a phrase cannot be proved, whatever voice speaks it; "" if it can."""
    if phrase.language is not Language.EN:
        return "the recogniser knows English only"
    if recogniser.why_not:
        return recogniser.why_not
    unknown = recogniser.unknown_words(phrase.text)
    return f"the recogniser's dictionary lacks {', '.join(dict.fromkeys(unknown))}" if unknown else ""


class _Trying:
    """One phrase while voices are tried: the first sound that was proved, or else the first."""

    def __init__(self, phrase: Phrase, unprovable: str) -> None:
        self.phrase = phrase
        self.unprovable = unprovable
        self._best: Made | None = None
        self._failed = ""

    @property
    def wants_another(self) -> bool:
        if self._best is None:
            return True
        return self._best.state is not State.PROVED and not self.unprovable

    def spoke(self, voice: Voice, sound: Sound, heard: str | None) -> None:
        """Take a sound. `heard`: what the recogniser heard; None if it could not be asked."""
        if heard == normal(self.phrase.text) and not self.unprovable:
            self._best = Made(phrase=self.phrase, state=State.PROVED, voice=voice.name, sound=sound)
        elif self._best is None:
            why = self.unprovable or f"{HEARD} {heard!r}"
            self._best = Made(phrase=self.phrase, state=State.NOT_PROVED, voice=voice.name, why=why, sound=sound)

    def failed(self, why: str) -> None:
        self._failed = self._failed or why

    def made(self) -> Made:
        if self._best is not None:
            return self._best
        why = (
            self._failed
            or f"no voice for {self.phrase.language.value!r} is installed here: install flite and espeak-ng"
        )
        return Made(phrase=self.phrase, state=State.NOT_MADE, why=why)


def _try(rows: list[_Trying], voice: Voice, sentences: list[str], recogniser: Recogniser) -> None:
    """Let a voice speak what is still wanted, and hear all of it at once."""
    sounds: dict[ClipId, Sound] = {}
    for row in rows:
        try:
            spoken = speak(voice, row.phrase)
        except VoiceError as error:
            row.failed(str(error))
        else:
            sounds[row.phrase.clip] = for_telephone(spoken, ends_sentence=row.phrase.text.endswith("."))
    heard = _heard(
        {row.phrase.clip: sounds[row.phrase.clip] for row in rows if row.phrase.clip in sounds and not row.unprovable},
        sentences,
        recogniser,
    )
    for row in rows:
        if row.phrase.clip in sounds:
            row.spoke(voice, sounds[row.phrase.clip], heard.get(row.phrase.clip))


def _heard(sounds: dict[ClipId, Sound], sentences: list[str], recogniser: Recogniser) -> dict[str, str]:
    if not sounds:
        return {}
    return recogniser.heard({str(clip): sound for clip, sound in sounds.items()}, sentences)
