"""Defines a clip: one phrase of a recorded voice, by an id that is also the name of its file. Knows no sound and no plan."""

import hashlib
import re
from typing import NewType

import msgspec

from appliance.plan.messages import Language

ClipId = NewType("ClipId", str)
"""`LANGUAGE.WORD` for what every building says, and `LANGUAGE.WORD.NAME` for what a plan names: `en.has-it`, `en.room.B204`."""

LANGUAGES = tuple(Language)

ID_CHARACTERS_MAX = 120
"""With ".wav" behind it, it stays a file's name on every file system (255 bytes). An id of a plan is far shorter."""

_ID = re.compile(r"(?:en|es)\.[a-z0-9-]+(?:\.[A-Za-z0-9][A-Za-z0-9._-]*)?", re.ASCII)


class Phrase(msgspec.Struct, frozen=True):
    """What a clip says. `text` is written as it is spoken: digits are words. `language` is that of the voice: what a sign says in English
    is said in English within a Spanish sentence too.
    """

    clip: ClipId
    language: Language
    text: str


def fixed(language: Language, word: str) -> ClipId:
    """Give the id of what every building says."""
    return ClipId(f"{language}.{word}")


def named(language: Language, word: str, name: str) -> ClipId:
    """Give the id of something that the plan names. `name` is an id of the plan."""
    return ClipId(f"{language}.{word}.{name}")


def hashed(language: Language, word: str, text: str) -> ClipId:
    """Give the id of something whose name has blanks: twelve digits of its SHA-256, so that two of one plan do not meet."""
    return named(language, word, hashlib.sha256(text.casefold().encode()).hexdigest()[:12])


def is_clip_id(text: str) -> bool:
    """Return whether a text from another process is an id, so that a file's name can be made of it: it leads out of no folder."""
    return len(text) <= ID_CHARACTERS_MAX and _ID.fullmatch(text) is not None


def is_fixed(clip: ClipId) -> bool:
    """Return whether every building says it in the same words, whatever its plan."""
    return clip.count(".") == 1
