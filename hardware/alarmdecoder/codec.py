"""What an AlarmDecoder (AD2) says: bytes cut into lines, lines read into values. No I/O; knows no plan and no button.

There is nothing here that writes: a key sent to a panel could disarm it, or call the police.

Facts are from the parser and the tests of its maker's own library (PyPI `alarmdecoder`), which reads the same lines in our tests. No
real panel was at hand. Lines bear no checksum: a digit that noise changes names another zone, and nobody can tell.
"""

import re
from collections.abc import Callable, Iterator

import msgspec

from hardware.bounds import printable

LINE_BYTES_MAX = 160  # the longest that is known, of versions and settings, has about 110
PANIC_CODES = frozenset({0x120, 0x121, 0x122, 0x123})
"""Contact-ID: panic, duress, silent, audible, as the manuals of two panels have them. Whatever else a panel reports is no call.

Duress bears a user's number where the others have a zone (SIA DC-05): it rings for the room of that zone, if the plan has one, rather
than for nobody. INSTALL.md says how to keep the two apart.
"""
PANIC_WORD = "ALARM_PANIC"  # the same in the words of firmware before 2.2a.8.6
NEW, RESTORED = 1, 3  # Contact-ID: an event is new, or over
NO_OVERRIDE = frozenset({"00", "ff"})
"""Any other report code takes the place of the last two digits of the event's own."""

LOW_BATTERY, SUPERVISED = 0x02, 0x04
LOOPS = {1: 0x80, 2: 0x20, 3: 0x10, 4: 0x40}
"""Bit of each loop of a radio transmitter, as its maker counts them."""

AC_AT, LOW_BATTERY_AT = 8, 12  # where a keypad's field of flags says so; 0 is its bracket


class Rfx(msgspec.Struct, frozen=True):
    """A radio transmitter was heard by the panel's receiver. `loops` are those that are open: alarm."""

    serial: str
    loops: frozenset[int]
    low_battery: bool
    supervised: bool
    """It only says that it is alive, and how its loops stand."""


class Exp(msgspec.Struct, frozen=True):
    """A wired zone of an expander. `value` 1 is faulted, 0 is well."""

    address: int
    channel: int
    value: int


class Rel(msgspec.Struct, frozen=True):
    """A relay of the panel was switched."""

    address: int
    channel: int
    value: int


class Lrr(msgspec.Struct, frozen=True):
    """What the panel reports to whoever watches it. `code` is Contact-ID, None where it speaks in words (`event`) or another list."""

    data: str
    partition: str
    event: str
    status: int
    code: int | None

    @property
    def zone(self) -> int | None:
        """The zone it is about; None where it names none."""
        return int(self.data) if self.data.isdecimal() else None

    @property
    def panic(self) -> bool:
        """Whether somebody asks for help with it, or did."""
        return self.event == PANIC_WORD or self.code in PANIC_CODES

    @property
    def new(self) -> bool:
        """Whether it began just now."""
        return self.status == NEW

    @property
    def restored(self) -> bool:
        """Whether it is over."""
        return self.status == RESTORED


class Keypad(msgspec.Struct, frozen=True):
    """What stands on the panel's keypads, said again and again: the panel lives. `text` is for people and never read for its meaning."""

    mains: bool
    low_battery: bool
    text: str


class Ready(msgspec.Struct, frozen=True):
    """The AlarmDecoder has started."""


class Unknown(msgspec.Struct, frozen=True):
    """A line of the AlarmDecoder's that means nothing here. It was heard, and is never a press."""

    said: str


class Bad(msgspec.Struct, frozen=True):
    """What is no line of an AlarmDecoder: noise, or the wrong speed."""

    said: str


type Line = Rfx | Exp | Rel | Lrr | Keypad | Ready | Unknown

_ENDS = re.compile(rb"[\r\n]+")
_AD2 = re.compile(r"![A-Za-z][ -~]*", re.ASCII)
_PRINTABLE = re.compile(r"[ -~]+", re.ASCII)
# All digits are wanted: of a line that lost its end, "0" may have been "01".
_RFX = re.compile(r"!RFX:([0-9A-Za-z]{1,10}),([0-9A-Fa-f]{2})", re.ASCII)
_EXPANDER = re.compile(r"!(EXP|REL):([0-9]{2}),([0-9]{2}),([0-9]{2})", re.ASCII)
_LRR = re.compile(r"!LRR:([0-9A-Za-z]{1,6}),([0-9A-Za-z]{1,3}),([0-9A-Z_]{1,32})(?:,([0-9A-Fa-f]{2}))?", re.ASCII)
_CODED = re.compile(r"([A-Z0-9]{1,8})_([0-9])([0-9A-F]{3})", re.ASCII)
_KEYPAD = re.compile(
    r"(?:!KPM:)?\[([0-9A-Fa-f-]{20,24})\],[0-9A-Fa-f]{1,4},\[[0-9A-Fa-f]{1,48}\],\"([ -~]{1,64})\"", re.ASCII
)
_EVENTS = ("!RFX", "!EXP", "!REL", "!LRR", "!KPM")
"""Lines that begin so and cannot be read are bad ones: they may have been a press, and are told apart from what is only unknown."""


class Reader:
    """Cuts a stream of bytes into lines; keeps at most one unfinished. A bad line costs itself, never one that follows it."""

    def __init__(self) -> None:
        self._unfinished = b""

    def feed(self, data: bytes) -> Iterator[Line | Bad]:
        """Each line in the order it came. Never raises: whatever the bytes are, they are lines or bad ones."""
        *whole, rest = _ENDS.split(self._unfinished + data)
        self._unfinished = b""
        for each in whole:
            yield from _read(each)
        if len(rest) > LINE_BYTES_MAX:
            # Noise without an end. The line that follows it may have begun.
            begun = rest.rfind(b"!", len(rest) - LINE_BYTES_MAX)
            ends = begun if begun > 0 else len(rest)
            yield from _read(rest[:ends])
            rest = rest[ends:]
        self._unfinished = rest


def _read(raw: bytes) -> Iterator[Line | Bad]:
    """A line; or, where noise ate the end of one or stands before one, every line in it that is whole."""
    if not raw:
        return
    line = read_line(raw.decode("latin-1"))
    if not isinstance(line, Bad) or b"!" not in raw[1:]:
        yield line
        return
    head, *others = raw.split(b"!")
    pieces = [read_line("!" + each.decode("latin-1")) for each in others]
    if head or any(isinstance(each, Bad) for each in pieces):
        yield line
    yield from (each for each in pieces if not isinstance(each, Bad | Unknown))


def read_line(said: str) -> Line | Bad:
    """What one line says, without its end."""
    if len(said) > LINE_BYTES_MAX or not _PRINTABLE.fullmatch(said):
        return Bad(printable(said))
    for shape, make in _SHAPES:
        if found := shape.fullmatch(said):
            return make(found)
    if said.startswith("!Ready"):
        return Ready()
    if not _AD2.fullmatch(said) or said.startswith(_EVENTS):
        return Bad(printable(said))
    return Unknown(printable(said))


def _rfx(found: re.Match[str]) -> Rfx:
    bits = int(found[2], 16)
    loops = frozenset(loop for loop, bit in LOOPS.items() if bits & bit)
    return Rfx(found[1], loops, bool(bits & LOW_BATTERY), bool(bits & SUPERVISED))


def _expander(found: re.Match[str]) -> Exp | Rel:
    make = Exp if found[1] == "EXP" else Rel
    return make(int(found[2]), int(found[3]), int(found[4]))


def _lrr(found: re.Match[str]) -> Lrr | Bad:
    data, partition, event, report = found.groups()
    coded = _CODED.fullmatch(event)
    if coded is None:
        if report is not None and event != PANIC_WORD:
            return Bad(printable(found[0]))  # newer firmware gives every event a code
        return Lrr(data, partition, event, NEW, None)  # older firmware knows no end of anything but by its own word
    code = coded[3]
    if report is not None and report.lower() not in NO_OVERRIDE:
        code = code[0] + report
    return Lrr(data, partition, event, int(coded[2]), int(code, 16) if coded[1] == "CID" else None)


def _keypad(found: re.Match[str]) -> Keypad:
    flags = "[" + found[1]
    return Keypad(flags[AC_AT] != "0", flags[LOW_BATTERY_AT] != "0", found[2].strip())


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Line | Bad]], ...] = (
    (_RFX, _rfx),
    (_EXPANDER, _expander),
    (_LRR, _lrr),
    (_KEYPAD, _keypad),
)
