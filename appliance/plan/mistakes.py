"""What is wrong with a plan, in words a school secretary can act on. Pure; knows neither YAML nor files."""

import difflib
from collections.abc import Iterable

import msgspec

QUOTED_CHARACTERS_MAX = 40  # half a line of 80: enough to recognise a word, short enough to leave room for the sentence
SUGGEST_CHARACTERS_MAX = 64  # comparing words takes time by the square of their length, and no id or key is longer


class Mistake(msgspec.Struct, frozen=True):
    """One thing wrong in a plan file: where (`rooms[3].zone`, empty for the file itself), its line from 1, what, what to do."""

    path: str
    line: int
    says: str
    do: str

    def told(self, source: str) -> str:
        """The line printed for it: `FILE:LINE: path: what. What to do.`"""
        where = f"{source}:{self.line}: {self.path}: " if self.path else f"{source}:{self.line}: "
        return f"{where}{self.says} {self.do}"


class Finding(msgspec.Struct, frozen=True):
    """One thing wrong with a plan, wherever it came from. `warning`: the plan works, but not as its author may believe.

    `looked_in` is the section a name was looked for in; when that section could not be read, the finding proves nothing.
    `see` is a path named in `says`, in whose place a reader of a file would rather have its line.
    """

    path: str
    says: str
    do: str
    warning: bool = False
    looked_in: str = ""
    see: str = ""


def quoted(text: str) -> str:
    """The text in quotation marks, cut to fit a line, with nothing in it that could move a terminal's cursor."""
    shown = "".join(each if each.isprintable() else "?" for each in text[:QUOTED_CHARACTERS_MAX])
    return f'"{shown}…"' if len(text) > QUOTED_CHARACTERS_MAX else f'"{shown}"'


def listed(words: Iterable[str]) -> str:
    """The words as a person would list them: "a", "a and b", "a, b and c"."""
    known = list(words)
    return " and ".join([", ".join(known[:-1]), known[-1]] if len(known) > 1 else known)


def counted(number: int, thing: str, things: str = "") -> str:
    """A number with its noun: "1 room", "12 rooms", "8 people"."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean "x"?` for the nearest known word, empty when none is near."""
    if len(word) > SUGGEST_CHARACTERS_MAX:
        return ""
    by_folded = {each.casefold(): each for each in known}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=1)
    return f"Did you mean {quoted(by_folded[near[0]])}?" if near else ""
