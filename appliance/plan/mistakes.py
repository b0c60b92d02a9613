"""Says what is wrong with a plan, in words that a school secretary can act on. Pure; knows neither YAML nor files."""

import difflib
from collections.abc import Iterable

import msgspec

# half a line of 80: enough to recognise a word, and short enough to leave room for the sentence
QUOTED_CHARACTERS_MAX = 40
# the time to compare words grows with the square of their length, and no id or key is longer
SUGGEST_CHARACTERS_MAX = 64


class Mistake(msgspec.Struct, frozen=True):
    """One thing wrong in a plan file: its path (`rooms[3].zone`, or empty for the file itself), its line from 1, what is wrong, and what
    to do.
    """

    path: str
    line: int
    says: str
    do: str

    def told(self, source: str) -> str:
        """Give the line that is printed for it: `FILE:LINE: path: what. What to do.`"""
        where = f"{source}:{self.line}: {self.path}: " if self.path else f"{source}:{self.line}: "
        return f"{where}{self.says} {self.do}"


class Finding(msgspec.Struct, frozen=True):
    """One thing wrong with a plan, wherever the plan came from. `warning`: the plan works, but perhaps not as its author believes.

    `looked_in` is the section in which a name was looked for. If that section could not be read, the finding proves nothing. `see` is
    a path that `says` names. For a reader of a file, that path is replaced by its line.
    """

    path: str
    says: str
    do: str
    warning: bool = False
    looked_in: str = ""
    see: str = ""


def quoted(text: str) -> str:
    """Put the text in quotation marks, cut so that it fits a line. Characters that could move a terminal's cursor become "?"."""
    shown = "".join(each if each.isprintable() else "?" for each in text[:QUOTED_CHARACTERS_MAX])
    return f'"{shown}…"' if len(text) > QUOTED_CHARACTERS_MAX else f'"{shown}"'


def listed(words: Iterable[str]) -> str:
    """List the words as a person would: "a", "a and b", "a, b and c"."""
    known = list(words)
    return " and ".join([", ".join(known[:-1]), known[-1]] if len(known) > 1 else known)


def counted(number: int, thing: str, things: str = "") -> str:
    """Give a number with its noun: "1 room", "12 rooms", "8 people"."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give `Did you mean "x"?` with the nearest known word, or "" when no word is near."""
    if len(word) > SUGGEST_CHARACTERS_MAX:
        return ""
    by_folded = {each.casefold(): each for each in known}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=1)
    return f"Did you mean {quoted(by_folded[near[0]])}?" if near else ""
