"""Takes the names of students out of what people wrote freely. Pure; knows no page.

A word counts as a name whatever its case and accents are. A name that is a common word, such as "Will", goes wherever that word stands:
one word too few on the page does no harm, and a name does.
"""

import unicodedata
from collections.abc import Collection, Iterator
from itertools import combinations, groupby

import msgspec

from appliance.api.records.facts import RecordFacts
from appliance.exports.document import printable
from appliance.record.code_lists.people import GROWN
from appliance.record.words import Klass

A_STUDENT = "a student"
_MARKS = frozenset({"Mn", "Mc", "Me", "Lm"})
"""Categories of Unicode for accents and other marks."""
_WIDE = "W"
"""The width of letters that are a word each, as in Chinese (Unicode Standard Annex 11)."""
_BETWEEN_NAMES = frozenset(" \N{NO-BREAK SPACE}-'’ʼʻ")
"""What stands between two names of one person. After a full stop another sentence begins."""

type Span = tuple[int, int]
"""Where a name begins in a text, and where the text goes on after it."""


class Said(msgspec.Struct, frozen=True):
    """A text without names, and how many names were replaced in it."""

    text: str
    replaced: int


def names_of_students(record_facts: RecordFacts) -> frozenset[str] | None:
    """Give every name that a student ever had in this record. None where a student may be in it whose name is not shown here: then nobody
    can tell whether a text names them.
    """
    shown = record_facts.shown
    gone = {klass for each in shown.destroyed for klass in each.classes}
    people = record_facts.items("person")
    students = [who for who in people if record_facts.value("person.type", who) not in GROWN]
    if Klass.STUDENT in (gone | set(shown.withheld)) or not students:
        return None
    if not all(record_facts.value("person.student_name", who) for who in students):
        return None
    facts = (record_facts.fact("person.student_name", who) for who in people)
    return frozenset(str(each.value) for fact in facts if fact is not None for each in fact.versions if each.value)


def without(text: str, names: Collection[str]) -> Said:
    """Write "a student" in the place of each of these names, and of each part of them. Initials go where they stand beside such a part."""
    said = _plainly(text)
    words = frozenset(word for name in names for word in _words_of(name))
    certain = {*_whole_words(said, words), *_inside_words(said, words)}
    initials = {each for each in _initials(said, names) if each not in certain}
    spans = _merged(said, certain, initials)
    pieces, end = list[str](), 0
    for begin, after in spans:
        pieces += [said[end:begin], A_STUDENT]
        end = after
    return Said("".join([*pieces, said[end:]]), len(spans))


def is_name(text: str, names: Collection[str]) -> bool:
    """Whether a text is one of these names as a whole. A teacher may have the same family name as a student."""
    return _all_folded(text) in {_all_folded(name) for name in names}


def _plainly(text: str) -> str:
    """Give a text as it is printed. What has no shape goes first, or it would hide a name that shows on paper."""
    return unicodedata.normalize("NFC", printable(text))


def _words_of(name: str) -> Iterator[str]:
    """Give the words by which a name is found, folded: its parts, parts that somebody wrote together, each also with an "s" after it."""
    plain = _plainly(name)
    parts = [_folded(plain[begin:after]) for begin, after in _runs(plain)]
    for begin, after in combinations(range(len(parts) + 1), 2):
        word = "".join(parts[begin:after])
        if len(word) > 1 or (word and unicodedata.east_asian_width(word) == _WIDE):
            yield word
            if _has_case(word):
                yield f"{word}s"  # a possessive, written in haste


def _whole_words(text: str, words: frozenset[str]) -> Iterator[Span]:
    return ((begin, after) for begin, after in _runs(text) if _folded(text[begin:after]) in words)


def _inside_words(text: str, words: frozenset[str]) -> Iterator[Span]:
    """Find names in scripts that put no blank between words, or join small words to a name."""
    letters = [(letter, place) for place, each in enumerate(text) for letter in _folded(each)]
    folded = "".join(letter for letter, _ in letters)
    for word in words:
        if _has_case(word):
            continue
        found = folded.find(word)
        while found >= 0:
            yield letters[found][1], _with_marks(text, letters[found + len(word) - 1][1] + 1)
            found = folded.find(word, found + 1)


def _initials(text: str, names: Collection[str]) -> Iterator[Span]:
    """Find single letters that are a part of a name, such as the O of "O'Brien" or the M of "Leon M. Ruiz", with the point after them."""
    plain = [_plainly(name) for name in names]
    letters = {part for each in plain for begin, after in _runs(each) if len(part := _folded(each[begin:after])) == 1}
    for begin, after in _runs(text):
        if _folded(text[begin:after]) in letters:
            yield begin, after + text.startswith(".", after)


def _merged(text: str, certain: set[Span], initials: set[Span]) -> list[Span]:
    """Join spans that overlap or that only blanks and the like part. Initials that join no certain span are left as they are."""
    merged = list[tuple[Span, bool]]()
    for begin, after in sorted(certain | initials):
        is_certain = (begin, after) in certain
        if merged and _BETWEEN_NAMES.issuperset(text[merged[-1][0][1] : begin]):
            (first, last), before = merged.pop()
            merged.append(((first, max(last, after)), before or is_certain))
        else:
            merged.append(((begin, after), is_certain))
    return [span for span, is_certain in merged if is_certain]


def _runs(text: str) -> Iterator[Span]:
    """Give the places of words: letters with their marks, without a break."""
    for letters, places in groupby(range(len(text)), key=lambda place: _is_letter(text[place])):
        if letters:
            run = list(places)
            yield run[0], run[-1] + 1


def _with_marks(text: str, after: int) -> int:
    while after < len(text) and unicodedata.category(text[after]).startswith("M"):
        after += 1
    return after


def _is_letter(each: str) -> bool:
    category = unicodedata.category(each)
    if category == "Lm":  # a mark that is written as a letter: an apostrophe, or the long vowel of Japanese
        return unicodedata.east_asian_width(each) == _WIDE
    return each.isalpha() or category.startswith("M")


def _all_folded(text: str) -> str:
    plain = _plainly(text)
    return "".join(_folded(plain[begin:after]) for begin, after in _runs(plain))


def _folded(word: str) -> str:
    """Give a word without case, accents and other marks."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(each for each in letters if unicodedata.category(each) not in _MARKS)
    return plain.casefold().replace("ı", "i")  # the Turkish letter, whose capital is the plain I


def _has_case(word: str) -> bool:
    return word.upper() != word.lower()
