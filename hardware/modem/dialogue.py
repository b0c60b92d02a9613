"""Holds the talk with a modem (3GPP TS 27.007, 27.005): one command at a time, its answer, and what the modem says unasked at any moment,
also in the middle of an answer. Pure: bytes in, events out.
"""

import re
from typing import Final

import msgspec

LINE_BYTES_MAX: Final = 1024
"""Our limit: the longest line of use is a PDU of 352 digits. What is longer is noise, or another protocol, and is dropped."""
LINES_MAX: Final = 1024
"""Our limit for one answer: 255 stored texts, two lines each, is the most that a SIM card holds (TS 31.102, EF_SMS), doubled."""
SEND: Final = b"\x1a"
GIVE_UP: Final = b"\x1b"

_NAME: Final = re.compile(r"AT([+^*][A-Z0-9]+)", re.ASCII)
_UNASKED: Final = re.compile(r"[+^*%$][A-Z0-9_ ]+(:|$)", re.ASCII)
_WORDS: Final = frozenset(
    {
        "RING",
        "NO CARRIER",
        "RDY",
        "START",
        "SMS DONE",
        "SMS READY",
        "PB DONE",
        "CALL READY",
        "NORMAL POWER DOWN",
        "POWERED DOWN",
    }
)
_HEX: Final = re.compile(r"[0-9A-Fa-f]{2,}", re.ASCII)
_ERROR: Final = re.compile(r"\+(CM[ES]) ERROR:? *(.*)", re.ASCII)
_PLAIN: Final = frozenset({"AT+CGMM", "AT+CCID", "AT+CICCID", "AT+QCCID"})
"""Commands whose answer may stand alone, without their own word before it."""
_FOLLOWED: Final = ("+CMGL:", "+CMGR:")
"""Lines of an answer after which a line with a PDU comes."""
_UNASKED_FOLLOWED: Final = ("+CMT:", "+CDS:")
"""What is said unasked, with a PDU in the next line."""


class Answer(msgspec.Struct, frozen=True):
    """What a modem answered. `error` is "" if it did what was asked; else "ERROR", "CME" or "CMS" with its `code` (-1 if it gave none)."""

    lines: tuple[str, ...]
    error: str = ""
    code: int = -1

    @property
    def done(self) -> bool:
        """Whether the modem did it."""
        return not self.error


class Prompt(msgspec.Struct, frozen=True):
    """The modem waits for the PDU."""


class Unasked(msgspec.Struct, frozen=True):
    """What the modem said unasked, with the PDU that came with it ("" if none did)."""

    line: str
    pdu: str = ""


type Event = Answer | Prompt | Unasked


class Dialogue:
    """One talk, since the line was opened. `ask` gives what to send; `feed` gives what came."""

    def __init__(self) -> None:
        self._unread = bytearray()
        self._skips = False
        """The rest of a line that is too long is dropped up to its end."""
        self._asked = ""
        self._prefix = ""
        self._lines: list[str] = []
        self._waits_for_pdu = ""
        """The line said unasked, or the line of the answer, whose PDU comes next."""

    def ask(self, command: str) -> bytes:
        """Begin a command, and give what to send. An answer to an earlier one would be taken for its own: see `Talk`."""
        named = _NAME.match(command)
        self._asked, self._prefix, self._lines = command, f"{named[1]}:" if named else "", []
        if not self._waits_for_pdu.startswith(_UNASKED_FOLLOWED):
            self._waits_for_pdu = ""
        return command.encode("ascii") + b"\r"

    def feed(self, data: bytes) -> list[Event]:
        """Take in bytes, and give what they complete."""
        events: list[Event] = []
        for byte in data:
            if byte in b"\r\n":
                self._line_ends(events)
            elif byte:  # a modem that starts sends zeros
                self._unread.append(byte)
                self._look_for_prompt(events)
                if len(self._unread) > LINE_BYTES_MAX:
                    self._unread.clear()
                    self._skips = True
        return events

    def _look_for_prompt(self, events: list[Event]) -> None:
        if self._unread == b"> " and self._asked.startswith("AT+CMGS="):
            self._unread.clear()
            events.append(Prompt())

    def _line_ends(self, events: list[Event]) -> None:
        line = self._unread.decode("ascii", "replace").strip()
        self._unread.clear()
        if self._skips:
            self._skips = False
        elif line:
            self._read(line, events)

    def _read(self, line: str, events: list[Event]) -> None:
        if self._waits_for_pdu and _HEX.fullmatch(line):
            self._pdu(line, events)
        elif line.startswith(_UNASKED_FOLLOWED):
            self._waits_for_pdu = line
        elif line == self._asked or self._is_echo(line):
            pass
        elif self._asked and (answer := self._ended(line)) is not None:
            self._asked = self._prefix = self._waits_for_pdu = ""
            self._lines = []
            events.append(answer)
        elif self._belongs(line):
            if len(self._lines) < LINES_MAX:
                self._lines.append(line)
            if line.startswith(_FOLLOWED):
                self._waits_for_pdu = line
        else:
            events.append(Unasked(line))

    def _pdu(self, line: str, events: list[Event]) -> None:
        if self._waits_for_pdu.startswith(_UNASKED_FOLLOWED):
            events.append(Unasked(self._waits_for_pdu, line))
        elif len(self._lines) < LINES_MAX:
            self._lines.append(line)
        self._waits_for_pdu = ""

    def _is_echo(self, line: str) -> bool:
        """Whether the modem repeats what it was sent: a command, or a PDU with the sign that ends it."""
        return line.startswith("AT") or (self._asked.startswith("AT+CMGS=") and line.endswith("\x1a"))

    def _ended(self, line: str) -> Answer | None:
        if line == "OK":
            return Answer(tuple(self._lines))
        if line in {"ERROR", "COMMAND NOT SUPPORT", "TOO MANY PARAMETERS"}:  # the last two are said by Huawei's sticks
            return Answer(tuple(self._lines), "ERROR")
        error = _ERROR.fullmatch(line)
        if error is None:
            return None
        return Answer(tuple(self._lines), error[1], int(error[2]) if error[2].isdecimal() and len(error[2]) < 6 else -1)

    def _belongs(self, line: str) -> bool:
        """Whether a line belongs to the answer that is awaited. A line without a sign belongs to a command that asks for a plain word."""
        if not self._asked:
            return False
        if self._prefix and line.startswith(self._prefix):
            return not self._is_news(line)
        return (self._plain or not self._prefix) and not self._looks_unasked(line)

    @property
    def _plain(self) -> bool:
        return self._asked in _PLAIN

    @staticmethod
    def _looks_unasked(line: str) -> bool:
        return _UNASKED.match(line) is not None or line.upper() in _WORDS

    def _is_news(self, line: str) -> bool:
        """Whether it is the change of a registration, said unasked, and no answer: an answer has the setting before the state."""
        return self._asked in {"AT+CREG?", "AT+CEREG?"} and "," not in line
