"""Reads and writes the lines of Network UPS Tools' own protocol, RFC 9271. Pure; knows no socket and judges nothing.

A line ends with LF, and spaces separate words. A word with spaces in it stands in double quotes; inside them, a backslash keeps the
next character as it is.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

LINE_BYTES_MAX = 1024  # NUT's own limit for a value is 512; three words come before it
VARIABLES_MAX = 500  # the drivers that say the most have some 150
_NAME_CHARS_MAX = 64  # NUT itself shows this much of a name
_LF = b"\n"
_WORD = re.compile(r'(?:[^ "\\]|\\.|"(?:[^"\\]|\\.)*")+')
_MARK = re.compile(r'\\(.)|"')
_NUMBER_CHARS_MAX = 12  # for seconds and percents, with a fraction


class Listed(msgspec.Struct, frozen=True):
    """One line within a list. `value` is the name of a supply, or the value of a variable."""

    what: str
    supply: str
    variable: str
    value: str


class Begins(msgspec.Struct, frozen=True):
    """A list begins."""

    of: str


class Ends(msgspec.Struct, frozen=True):
    """A list is complete."""

    of: str


class Refused(msgspec.Struct, frozen=True):
    """The question was refused. `code` is one of a few words in capitals: DATA-STALE, DRIVER-NOT-CONNECTED, UNKNOWN-UPS."""

    code: str


class Said(msgspec.Struct, frozen=True):
    """Another complete line, such as the version."""

    text: str


class Garbled(msgspec.Struct, frozen=True):
    """What came is no line of this protocol: it is too long, is no text, or has a quote that does not end."""

    why: str


type Line = Listed | Begins | Ends | Refused | Said | Garbled

SUPPLIES = b"LIST UPS\n"


def variables_of(supply: str) -> bytes:
    """Ask for everything that is known of a supply."""
    return f"LIST VAR {quoted(supply)}\n".encode()


class Reader:
    """Cuts what comes into lines, however it was cut on the way. Never raises; keeps at most LINE_BYTES_MAX."""

    def __init__(self) -> None:
        self._pending = b""
        self._skipping = False

    def feed(self, data: bytes) -> Iterator[Line]:
        """Return the lines that are complete now. The rest is kept, even if the caller reads none of the lines."""
        *whole, rest = (self._pending + data).split(_LF)
        if whole and self._skipping:  # this is the end of a line that was too long
            self._skipping = False
            del whole[0]
        too_long = len(rest) > LINE_BYTES_MAX and not self._skipping
        self._skipping |= too_long
        self._pending = b"" if self._skipping else rest
        return map(understood, [*whole, rest] if too_long else whole)


def understood(line: bytes) -> Line:
    """Read one line, given without its end."""
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
    """Split a line into words; None if a quote does not end, or if nothing follows a backslash."""
    if _WORD.sub("", text).strip(" "):
        return None
    return [_MARK.sub(lambda mark: mark[1] or "", word) for word in _WORD.findall(text)]


def quoted(word: str) -> str:
    """Write a word as it is sent."""
    kept = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{kept}"' if not word or " " in word or kept != word else word


class SupplyState(msgspec.Struct, frozen=True):
    """What a supply says of itself. None or "" is something that it does not say."""

    status: frozenset[str]
    runtime_s: int | None = None
    battery_date: str = ""


def supply_state(variables: Mapping[str, str]) -> SupplyState:
    """Pick what is of use from everything that a supply says. If a number cannot be read, it counts as not said."""
    return SupplyState(
        frozenset(variables.get("ups.status", "").split()),
        _number(variables.get("battery.runtime", "")),
        variables.get("battery.date", "")[:_NAME_CHARS_MAX],
    )


def _number(text: str) -> int | None:
    """Read a whole number. Drivers send `1380` or `1380.00`; if they do not know, they send nothing, `-1` or words."""
    whole, _, fraction = text.strip().partition(".")
    if len(text) > _NUMBER_CHARS_MAX or not (whole.isascii() and whole.isdigit()) or not (fraction or "0").isdigit():
        return None
    return int(whole)
