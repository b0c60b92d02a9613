"""The lines of Network UPS Tools' own protocol, asked and answered: RFC 9271. Pure; knows no socket and judges nothing.

A line ends with LF; words stand apart by spaces; a word with spaces in it stands in double quotes, in which a backslash keeps the
next character as it is.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

LINE_BYTES_MAX = 1024  # NUT's own limit is 512 for a value; with three words before it
VARIABLES_MAX = 500  # the richest drivers have some 150
_NAME_CHARS_MAX = 64  # what NUT itself shows of a name
_LF = b"\n"
_WORD = re.compile(r'(?:[^ "\\]|\\.|"(?:[^"\\]|\\.)*")+')
_MARK = re.compile(r'\\(.)|"')
_NUMBER_CHARS_MAX = 12  # of seconds and percents, with a fraction


class Listed(msgspec.Struct, frozen=True):
    """One line within a list. `value` of a supply is what it is called; of a variable, what it stands at."""

    what: str
    supply: str
    variable: str
    value: str


class Begins(msgspec.Struct, frozen=True):
    """A list begins."""

    of: str


class Ends(msgspec.Struct, frozen=True):
    """A list is whole."""

    of: str


class Refused(msgspec.Struct, frozen=True):
    """`code` is one of a few words in capitals: DATA-STALE, DRIVER-NOT-CONNECTED, UNKNOWN-UPS."""

    code: str


class Said(msgspec.Struct, frozen=True):
    """Another whole line, such as the version."""

    text: str


class Garbled(msgspec.Struct, frozen=True):
    """What is no line of this protocol: too long, not text, or with a quote that does not end."""

    why: str


type Line = Listed | Begins | Ends | Refused | Said | Garbled

SUPPLIES = b"LIST UPS\n"


def variables_of(supply: str) -> bytes:
    """Asks for everything that is known of a supply."""
    return f"LIST VAR {quoted(supply)}\n".encode()


class Reader:
    """Cuts what comes into lines, however it was cut on the way. Never raises; keeps at most LINE_BYTES_MAX."""

    def __init__(self) -> None:
        self._pending = b""
        self._skipping = False

    def feed(self, data: bytes) -> Iterator[Line]:
        """The lines that are whole now. What is not whole yet is kept, also by one who looks at none of them."""
        *whole, rest = (self._pending + data).split(_LF)
        if whole and self._skipping:  # the end of one that was too long
            self._skipping = False
            del whole[0]
        too_long = len(rest) > LINE_BYTES_MAX and not self._skipping
        self._skipping |= too_long
        self._pending = b"" if self._skipping else rest
        return map(understood, [*whole, rest] if too_long else whole)


def understood(line: bytes) -> Line:
    """One line without its end."""
    if len(line) > LINE_BYTES_MAX:
        return Garbled("a line is too long")
    try:
        text = line.removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        return Garbled("a line is no text")
    words = words_of(text)
    if words is None or not text.isprintable():
        return Garbled("a line is none of this protocol")
    match words:
        case ["BEGIN", "LIST", *of]:
            return Begins(" ".join(of))
        case ["END", "LIST", *of]:
            return Ends(" ".join(of))
        case ["ERR", code, *_]:
            return Refused(code[:_NAME_CHARS_MAX])
        case ["UPS", supply, value]:
            return Listed("UPS", supply, "", value)
        case ["VAR", supply, variable, value]:
            return Listed("VAR", supply, variable, value)
    return Said(text)


def words_of(text: str) -> list[str] | None:
    """The words of a line; None where a quote does not end, or a backslash keeps nothing."""
    if _WORD.sub("", text).strip(" "):
        return None
    return [_MARK.sub(lambda mark: mark[1] or "", word) for word in _WORD.findall(text)]


def quoted(word: str) -> str:
    """A word as it is sent."""
    kept = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{kept}"' if not word or " " in word or kept != word else word


class Reading(msgspec.Struct, frozen=True):
    """What a supply says of itself. None or "" is what it does not say."""

    status: frozenset[str]
    runtime_s: int | None = None
    battery_date: str = ""


def reading_of(variables: Mapping[str, str]) -> Reading:
    """Of everything a supply says, what is of use here. A number that is none is not said."""
    return Reading(
        frozenset(variables.get("ups.status", "").split()),
        _number(variables.get("battery.runtime", "")),
        variables.get("battery.date", "")[:_NAME_CHARS_MAX],
    )


def _number(text: str) -> int | None:
    """Whole; drivers send `1380`, `1380.00` and, where they do not know, nothing, `-1` or words."""
    whole, _, fraction = text.strip().partition(".")
    if len(text) > _NUMBER_CHARS_MAX or not (whole.isascii() and whole.isdigit()) or not (fraction or "0").isdigit():
        return None
    return int(whole)
