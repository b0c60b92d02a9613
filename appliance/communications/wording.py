"""Finds words in a statement that would point to one child or one adult: says which words, on which line, and what to write instead. Pure.

It looks for grades, places, subjects and sexes (`vocabulary.py`), for the rooms and the people of the plan, for names in the record, and
for placeholders that do not exist. It finds what stands in lists. What it does not find may still tell too much: a person reads and
approves every statement.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

import msgspec

from appliance.communications.placeholders import MEANS, placeholders, without
from appliance.communications.vocabulary import ALSO_WORDS, NO_NAMES, ROWS, WHERE_PEOPLE_CALL, Tells
from appliance.communications.words import Language
from appliance.plan.mistakes import did_you_mean, listed, quoted
from appliance.plan.model import Plan

SHOWN_MAX = 4
"""Ours: words that one refusal names. More are a whole text, which a person writes anew. The rest is counted."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEFT = re.compile(r"\((?:write|escriba)\b[^)\n]*\)", re.IGNORECASE)
_NO_TELEPHONE = (r"(?<!\d[-. ])", r"(?![-. ]\d)")
"""Put around a room that is a number, so that it is not found within the number of a telephone."""
_SENTENCE_ENDS = frozenset(".!?:\n")


class Avoided(msgspec.Struct, frozen=True):
    """What no statement of this school says: ids and names of its rooms and areas, and names of people."""

    rooms: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


class Found(msgspec.Struct, frozen=True):
    """Words that a statement must not have. `line` is counted from 1; `instead` is a sentence that says what to write."""

    words: str
    line: int
    says: str
    instead: str

    @property
    def told(self) -> str:
        """Give it as one sentence and what to do: `Line 2: "she" tells a sex. Write "they".`"""
        return f"Line {self.line}: {quoted(self.words)} {self.says}. {self.instead}"


type _Placed = tuple[int, Found]
"""What was found, and the place of its first letter in the text."""


def avoided(rooms: Iterable[str], names: Iterable[str]) -> Avoided:
    """Give what no statement says: ids and names of rooms and areas, and names of people."""
    return Avoided(
        frozenset(each for each in map(_folded, rooms) if each and each not in WHERE_PEOPLE_CALL),
        frozenset(names),
    )


def avoided_of(plan: Plan, names: Iterable[str] = ()) -> Avoided:
    """Give what no statement says, of a plan and of further names."""
    rooms = (each for room in plan.rooms for each in (room.room, room.name))
    return avoided((*rooms, *(area.name for area in plan.areas)), (*(person.name for person in plan.people), *names))


def check(text: str, language: Language, never: Avoided = Avoided()) -> tuple[Found, ...]:  # noqa: B008 (it is frozen)
    """Find everything in a text that must not be there, in the order of the lines."""
    text = unicodedata.normalize("NFC", text)
    plain = without(text)
    found = [*_in_lists(plain, language), *_rooms(plain, never.rooms), *_names(plain, never.names), *_unknown(text)]
    kept: list[Found] = []
    ended = 0
    for start, each in sorted(found, key=lambda pair: (pair[0], -len(pair[1].words))):
        said = any((it.line, it.words.casefold()) == (each.line, each.words.casefold()) for it in kept)
        if start >= ended and not said:  # a room in "Room 201" is told once
            kept.append(each)
            ended = start + len(each.words)
    return tuple(kept)


def unfinished(text: str) -> tuple[Found, ...]:
    """Find what a draft left for a person to write, in round brackets: "(write what was decided)"."""
    instead = "Write it, or take the sentence out."
    return tuple(
        Found(each[0], _line(text, each.start()), "is still to be written", instead) for each in _LEFT.finditer(text)
    )


def why_not(found: tuple[Found, ...], shown_max: int = SHOWN_MAX) -> str:
    """Say in one text why a statement cannot be kept as it is; empty if nothing was found."""
    if not found:
        return ""
    more = len(found) - shown_max
    besides = f" And {more} more." if more > 0 else ""
    return f"{' '.join(each.told for each in found[:shown_max])}{besides}"


def _in_lists(text: str, language: Language) -> Iterator[_Placed]:
    for row in ROWS[language]:
        for each in row.pattern.finditer(text):
            yield each.start(), Found(each[0], _line(text, each.start()), f"tells {row.tells.value}", row.instead)


def _rooms(text: str, rooms: frozenset[str]) -> Iterator[_Placed]:
    folded = _folded(text)
    for room in sorted(rooms):
        before, after = _NO_TELEPHONE if room.isdigit() else ("", "")
        for each in re.finditer(rf"{before}(?<!\w){re.escape(room)}(?!\w){after}", folded):
            shown = text[each.start() : each.end()]
            line = _line(text, each.start())
            yield each.start(), Found(shown, line, f"tells {Tells.ROOM.value}", "Leave it out.")


def _names(text: str, names: frozenset[str]) -> Iterator[_Placed]:
    """Find each word of a name. Capital letters matter only where the name is also a word."""
    parts = {part for name in names for part in _parts(name)}
    for each in _WORD.finditer(text):
        if any(part in parts and _is_name(text, each, part) for part in _parts_of_word(each[0])):
            instead = "Leave it out. For whoever speaks, write {speaker}."
            says = "is a name of somebody in the plan or the record"
            yield each.start(), Found(each[0], _line(text, each.start()), says, instead)


def _is_name(text: str, each: re.Match[str], part: str) -> bool:
    if part not in ALSO_WORDS:
        return True
    before = text[: each.start()].rstrip(" \t\"“‘'(")
    return each[0][0].isupper() and bool(before) and before[-1] not in _SENTENCE_ENDS


def _parts(name: str) -> set[str]:
    """Give the words of a name that can be recognised. One letter is an initial, and stands in every text."""
    words = {part for each in _WORD.findall(name) for part in _parts_of_word(each)}
    return {word for word in words if len(word) > 1 and word not in NO_NAMES}


def _parts_of_word(word: str) -> set[str]:
    """Give a word, its halves where it has a hyphen, and what is left without the 's of English."""
    bare = re.sub(r"['’]s?\Z", "", _folded(word))
    return {bare, *bare.split("-")}


def _unknown(text: str) -> Iterator[_Placed]:
    for name, at in placeholders(text):
        if name not in MEANS:
            known = listed(f"{{{each}}}" for each in MEANS)
            near = did_you_mean(name, MEANS) or "Leave it out."
            yield at, Found(f"{{{name}}}", _line(text, at), "is no placeholder", f"{near} These are known: {known}.")
    for each in re.finditer(r"[{}]", without(text)):
        instead = "Take it out, or write a placeholder: {school}."
        yield each.start(), Found(each[0], _line(text, each.start()), "stands alone", instead)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _folded(text: str) -> str:
    """Give the text in small letters and without accents, letter by letter, so that places stay the same."""
    return "".join(_letter(each) for each in text)


def _letter(each: str) -> str:
    bare = unicodedata.normalize("NFD", each)[0].lower()
    return bare if len(bare) == 1 else each
