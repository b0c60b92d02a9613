"""Writes a name of a plan as it is spoken: digits one by one, abbreviations in full. Pure; knows no plan.

A sign says "Room 204 (Gr 4)", and a voice says "room two zero four, grade four". In Spanish only what is certain is translated: room,
grade, kindergarten, digits and letters. Any other name stays as the sign has it, and an English voice says it.
"""

import re
import unicodedata

from appliance.plan.messages import Language
from appliance.speech.sentences import DIGITS

NAME_CHARACTERS_MAX = 160
"""At 14 characters a second, a longer name would take more than 11 s. What the plan allows is shorter (`Area.instead` has 120)."""

ABBREVIATED = {
    "rm": "room",
    "rms": "rooms",
    "gr": "grade",
    "grs": "grades",
    "kg": "kindergarten",
    "kinder": "kindergarten",
    "pre-k": "pre kindergarten",
    "prek": "pre kindergarten",
    "bldg": "building",
    "ofc": "office",
    "conf": "conference",
    "aud": "auditorium",
    "cafe": "cafeteria",
    "caf": "cafeteria",
    "lib": "library",
    "gymn": "gymnasium",
    "elem": "elementary",
    "fl": "floor",
    "flr": "floor",
    "ext": "extension",
    "dept": "department",
    "asst": "assistant",
    "admin": "administration",
    "sped": "special education",
    "prin": "principal",
    "wg": "wing",
    "&": "and",
    "+": "plus",
    "#": "number",
    "@": "at",
    "ft": "feet",
}
"""Abbreviations of signs in schools, without their dot."""

ORDINALS = {
    "1st": "first",
    "2nd": "second",
    "3rd": "third",
    "4th": "fourth",
    "5th": "fifth",
    "6th": "sixth",
    "7th": "seventh",
    "8th": "eighth",
    "9th": "ninth",
    "10th": "tenth",
    "11th": "eleventh",
    "12th": "twelfth",
}

IN_SPANISH = {"room": "sala", "rooms": "salas", "grade": "grado", "grades": "grados", "kindergarten": "kínder"}
"""Only words whose Spanish leaves no doubt which door is meant."""

_PIECE = re.compile(r"\d+(?:st|nd|rd|th)\b|\d|[^\W\d_]+(?:['’-][^\W\d_]+)*|[&+#@]|[,;:.()/–—-]", re.IGNORECASE)
_STOPS = frozenset(",;:.()/–—")


def spoken(name: str) -> str:
    """Write a name as an English voice says it. "" if nothing of it can be said."""
    return _joined(_words(name))


def spoken_in_spanish(name: str) -> str | None:
    """Write a name as a Spanish voice says it; None if a word of it has no certain Spanish, so that it stays as the sign has it."""
    digits = dict(zip(DIGITS[Language.EN], DIGITS[Language.ES], strict=True))
    said: list[str] = []
    for word in _words(name):
        translated = IN_SPANISH.get(word.lower()) or digits.get(word) or (word if len(word) == 1 else None)
        if translated is None:
            return None
        said.append(translated)
    return _joined(said) or None


def spoken_as(name: str, language: Language) -> tuple[Language, str]:
    """Give how a name is said within a sentence of this language: the language of the voice, and the words."""
    if language is Language.ES and (said := spoken_in_spanish(name)) is not None:
        return Language.ES, said
    return Language.EN, spoken(name)


def _words(name: str) -> list[str]:
    """Take a name apart into words that are said, and commas where the voice pauses."""
    plain = unicodedata.normalize("NFC", name)[:NAME_CHARACTERS_MAX]
    words: list[str] = []
    pieces = _PIECE.findall(plain)
    for at, piece in enumerate(pieces):
        alone = at > 0 and pieces[at - 1] == "(" and pieces[at + 1 : at + 2] == [")"]
        if piece == "." and at > 0 and pieces[at - 1].lower() in ABBREVIATED:
            continue
        if piece in _STOPS:
            words.append(",")
        elif piece != "-":
            words += _said(piece, alone=alone)
    return words


def _said(piece: str, *, alone: bool) -> list[str]:
    """Say one piece. `alone`: it stands in brackets by itself, where a K is a grade."""
    low = piece.lower()
    if piece.isdecimal():
        return [DIGITS[Language.EN][int(piece)]]
    if alone and low == "k":
        return ["kindergarten"]
    if full := ORDINALS.get(low) or ABBREVIATED.get(low):
        return full.split()
    if piece.isupper() and 1 < len(piece) <= 4 and not _can_be_read(low):
        return list(piece)
    parts = piece.replace("-", " ").split()
    return [part for part in parts if part.replace("'", "").replace("’", "").isalpha()]


def _can_be_read(word: str) -> bool:
    """Return whether capitals are a word rather than letters: GYM, STEM and LAB are read, ESL, PE and HVAC are spelled."""
    return len(word) > 2 and re.search(r"[^aeiouy][aeiouy][^aeiouy]", word) is not None


def _joined(words: list[str]) -> str:
    """Join words, with one comma where there were several, and none at either end."""
    text = re.sub(r"(?:\s*,)+", ",", " ".join(words))
    return text.strip(" ,")
