"""Reads TOML table by table, and says on which line each value stands. Pure; knows nothing about rules.

Each table that begins with `[name]` or `[[name]]` is read alone. So a table that cannot be read hides no mistake in the other ones.
"""

import re
import tomllib
from collections.abc import Iterator

import msgspec

from appliance.plan.mistakes import Mistake, quoted

type Tree = dict[str, object]

_BEGINS = re.compile(r"^[ \t]*(\[\[?)[ \t]*([A-Za-z0-9_-]+)[ \t]*\]\]?[ \t]*(?:#.*)?$", re.MULTILINE)
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")
_WORD = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[^,\]}\n#]*")
NAME_PARTS_MAX = 100
"""Ours: no name of our files has more than two, and no text has so many words with a point behind each. A name of 20,000 parts, which fits
into 40 kB, would take Python's reader 6 s and 2 GB.
"""
_MANY_PARTS = re.compile(rf"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){{{NAME_PARTS_MAX}}}""")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'",
    re.DOTALL,
)


class Table(msgspec.Struct):
    """One table of the file. `many`: its name stands in double brackets, so there may be more of that name."""

    name: str
    many: bool
    line: int
    tree: Tree | None
    """None where it could not be read."""
    lines: dict[str, int]
    """Path inside of the table → line in the file."""

    def line_of(self, path: str) -> int:
        """Give the line of a path, or of the nearest thing around it that was written down."""
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path, self.line)


def tables(text: str) -> tuple[list[Table], list[Mistake]]:
    """Give every table in order, and a mistake for each one that cannot be read. What stands before the first table is a table without
    a name.
    """
    found: list[Table] = []
    mistakes: list[Mistake] = []
    for name, many, line, chunk in _chunks(text):
        read = _read(chunk, line)
        if isinstance(read, Mistake):
            mistakes.append(read)
            found.append(Table(name, many, line, None, {}))
        else:
            tree = _own(read, name, many)
            found.append(Table(name, many, line, tree, dict(_Lines(chunk, line, bool(name)).all(name))))
    return found, mistakes


def _chunks(text: str) -> Iterator[tuple[str, bool, int, str]]:
    begins = [(each.start(), each[2], each[1] == "[[") for each in _BEGINS.finditer(text)]
    yield "", False, 1, text[: begins[0][0] if begins else len(text)]
    ends = [*(start for start, _, _ in begins[1:]), len(text)]
    for (start, name, many), end in zip(begins, ends, strict=False):
        yield name, many, text.count("\n", 0, start) + 1, text[start:end]


def _read(chunk: str, line: int) -> Tree | Mistake:
    if many := _MANY_PARTS.search(chunk):
        here = line + chunk.count("\n", 0, many.start())
        return Mistake("", here, f"A name here has more than {NAME_PARTS_MAX} parts.", "Write a name without points.")
    try:
        return tomllib.loads(chunk)
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        here = line + (int(at[1]) - 1 if at and at[1] else len(chunk.rstrip().splitlines() or [""]) - 1)
        says = f"This cannot be read as TOML ({quoted(_AT.sub('', str(error)))})."
        return Mistake("", here, says, "Look at this line: a missing quotation mark, bracket, comma or equals sign.")
    except RecursionError:
        return Mistake("", line, "Brackets are nested deeper than any rule needs.", "Look for brackets never closed.")


def _own(tree: Tree, name: str, many: bool) -> Tree:
    if not name:
        return tree
    own = tree.get(name, {})
    if many:
        own = own[0] if isinstance(own, list) and own else {}
    return own if isinstance(own, dict) else {}


class _Lines:
    """Goes through the text of a table that TOML could read, and finds the line of each value."""

    def __init__(self, chunk: str, line: int, headed: bool) -> None:
        self._text = chunk
        self._first = line
        self._at = (chunk.find("\n") + 1 or len(chunk)) if headed else 0

    def all(self, name: str) -> Iterator[tuple[str, int]]:
        prefix = ""
        while self._skip():
            if self._text[self._at] == "[":
                header = self._text[self._at :].partition("\n")[0]
                inner = header.split("]")[0].strip("[ \t")
                prefix = inner.removeprefix(name).lstrip(".")
                yield prefix, self._line()
                self._at += len(header)
            else:
                yield from self._pair(prefix)

    def _line(self) -> int:
        return self._first + self._text.count("\n", 0, self._at)

    def _skip(self) -> bool:
        found = _BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at < len(self._text)

    def _pair(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Go through `key = value`, where the key may have points."""
        line = self._line()
        path = prefix
        while self._text[self._at] != "=":
            key = self._key()
            path = f"{path}.{key}" if path else key
            yield path, line
            self._skip()
            if self._text[self._at] == ".":
                self._at += 1
                self._skip()
        self._at += 1
        self._skip()
        yield from self._value(path)

    def _key(self) -> str:
        found = _STRING.match(self._text, self._at) or _WORD.match(self._text, self._at)
        if found is None:
            raise AssertionError(f"TOML could read what has no key at {self._at}")
        self._at = found.end()
        return found[0].strip("\"'")

    def _value(self, path: str) -> Iterator[tuple[str, int]]:
        match self._text[self._at]:
            case "[":
                yield from self._list(path)
            case "{":
                yield from self._section(path)
            case _:
                found = _STRING.match(self._text, self._at) or _BARE.match(self._text, self._at)
                self._at = found.end() if found else self._at + 1

    def _list(self, path: str) -> Iterator[tuple[str, int]]:
        self._at += 1
        number = 0
        while self._skip() and self._text[self._at] != "]":
            if self._text[self._at] == ",":
                self._at += 1
                continue
            yield f"{path}[{number}]", self._line()
            yield from self._value(f"{path}[{number}]")
            number += 1
        self._at += 1

    def _section(self, path: str) -> Iterator[tuple[str, int]]:
        self._at += 1
        while self._skip() and self._text[self._at] != "}":
            if self._text[self._at] == ",":
                self._at += 1
                continue
            yield from self._pair(path)
        self._at += 1
