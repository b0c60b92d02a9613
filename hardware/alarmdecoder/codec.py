"""Reads what an AlarmDecoder (AD2) says: cuts bytes into lines and turns lines into values. Does no I/O; knows no plan and no button.

Nothing here writes: a key sent to a panel could disarm it, or call the police.

The facts come from the parser and the tests of its maker's own library (PyPI `alarmdecoder`), which reads the same lines in our tests.
We had no real panel. The lines have no checksum: if noise changes a digit, the line names another zone, and nobody can notice that.
"""

import re
from collections.abc import Callable, Iterator

import msgspec

from hardware.bounds import printable

LINE_BYTES_MAX = 160  # the longest line known, about versions and settings, has about 110
PANIC_CODES = frozenset({0x120, 0x121, 0x122, 0x123})
"""Codes of Contact-ID: panic, duress, silent and audible, from the manuals of two panels. No other report of a panel is a call.

Duress has a user's number in the place of the zone (SIA DC-05). If the plan has a zone of that number, duress rings for the room of
that zone rather than for nobody. INSTALL.md says how to keep the two apart.
"""
PANIC_WORD = "ALARM_PANIC"  # how firmware before 2.2a.8.6 says the same in words
NEW, RESTORED = 1, 3  # Contact-ID's digits for an event that begins and an event that is over.
NO_OVERRIDE = frozenset({"00", "ff"})
"""Any other report code replaces the last two digits of the event's own code."""

LOW_BATTERY, SUPERVISED = 0x02, 0x04
LOOPS = {1: 0x80, 2: 0x20, 3: 0x10, 4: 0x40}
"""The bit of each loop of a radio transmitter, as its maker numbers the loops."""

AC_AT, LOW_BATTERY_AT = 8, 12  # Where in a keypad's field of flags these two stand; position 0 is the opening bracket.


class Rfx(msgspec.Struct, frozen=True):
    """The panel's receiver heard a radio transmitter. `loops` are the open loops, which means alarm."""

    serial: str
    loops: frozenset[int]
    low_battery: bool
    supervised: bool
    """The transmitter only says that it is alive and how its loops stand."""


class Exp(msgspec.Struct, frozen=True):
    """A wired zone of an expander changed. `value` 1 means faulted, 0 means well."""

    address: int
    channel: int
    value: int


class Rel(msgspec.Struct, frozen=True):
    """A relay of the panel was switched."""

    address: int
    channel: int
    value: int


class Lrr(msgspec.Struct, frozen=True):
    """The panel reports something to whoever watches it. `code` is the code of Contact-ID; it is None if the panel speaks in words
    (`event`) or uses another list of codes.
    """

    data: str
    partition: str
    event: str
    status: int
    code: int | None

    @property
    def zone(self) -> int | None:
        """The zone that the report is about; None if it names none."""
        return int(self.data) if self.data.isdecimal() else None

    @property
    def panic(self) -> bool:
        """Return whether somebody asks for help with this report, or did so."""
        return self.event == PANIC_WORD or self.code in PANIC_CODES

    @property
    def new(self) -> bool:
        """Return whether the event has just begun."""
        return self.status == NEW

    @property
    def restored(self) -> bool:
        """Return whether the event is over."""
        return self.status == RESTORED


class Keypad(msgspec.Struct, frozen=True):
    """What the panel's keypads show. The panel repeats it again and again, so it is alive. `text` is for people, and no program reads its
    meaning.
    """

    mains: bool
    low_battery: bool
    text: str


class Ready(msgspec.Struct, frozen=True):
    """The AlarmDecoder has started."""


class Unknown(msgspec.Struct, frozen=True):
    """A line of the AlarmDecoder that means nothing to us. It was heard, but is never a press."""

    said: str


class Bad(msgspec.Struct, frozen=True):
    """What came is no line of an AlarmDecoder: it is noise, or the speed is wrong."""

    said: str


type Line = Rfx | Exp | Rel | Lrr | Keypad | Ready | Unknown

_ENDS = re.compile(rb"[\r\n]+")
_AD2 = re.compile(r"![A-Za-z][ -~]*", re.ASCII)
_PRINTABLE = re.compile(r"[ -~]+", re.ASCII)
# A line must have all its digits: if it lost its end, "0" may have been "01".
_RFX = re.compile(r"!RFX:([0-9A-Za-z]{1,10}),([0-9A-Fa-f]{2})", re.ASCII)
_EXPANDER = re.compile(r"!(EXP|REL):([0-9]{2}),([0-9]{2}),([0-9]{2})", re.ASCII)
_LRR = re.compile(r"!LRR:([0-9A-Za-z]{1,6}),([0-9A-Za-z]{1,3}),([0-9A-Z_]{1,32})(?:,([0-9A-Fa-f]{2}))?", re.ASCII)
_CODED = re.compile(r"([A-Z0-9]{1,8})_([0-9])([0-9A-F]{3})", re.ASCII)
_KEYPAD = re.compile(
    r"(?:!KPM:)?\[([0-9A-Fa-f-]{20,24})\],[0-9A-Fa-f]{1,4},\[[0-9A-Fa-f]{1,48}\],\"([ -~]{1,64})\"", re.ASCII
)
_EVENTS = ("!RFX", "!EXP", "!REL", "!LRR", "!KPM")
"""A line that begins with one of these and cannot be read is a bad line, since it may have been a press. Other lines are only unknown."""


class Reader:
    """Cuts a stream of bytes into lines and keeps at most one unfinished line. A bad line never spoils a line that follows it."""

    def __init__(self) -> None:
        self._unfinished = b""

    def feed(self, data: bytes) -> Iterator[Line | Bad]:
        """Give each line in the order in which it came. Never raises: any bytes are lines or bad lines."""
        *whole, rest = _ENDS.split(self._unfinished + data)
        self._unfinished = b""
        for each in whole:
            yield from _read(each)
        if len(rest) > LINE_BYTES_MAX:
            # This is noise without an end. The next line may have begun in it.
            begun = rest.rfind(b"!", len(rest) - LINE_BYTES_MAX)
            ends = begun if begun > 0 else len(rest)
            yield from _read(rest[:ends])
            rest = rest[ends:]
        self._unfinished = rest


def _read(raw: bytes) -> Iterator[Line | Bad]:
    """Read one line. If noise cut off the end of a line or stands before one, give every whole line in it."""
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
    """Read one line, given without its end."""
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
        # Older firmware has no digit for the end of an event; it reports the end as another event, with a word of its own.
        return Lrr(data, partition, event, NEW, None)
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
