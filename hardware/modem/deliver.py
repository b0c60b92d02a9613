"""Reads texts that come in, and what becomes of those that went out: SMS-DELIVER and SMS-STATUS-REPORT (3GPP TS 23.040, 9.2.2.1 and
9.2.2.3). Pure; knows no modem.
"""

import enum
from typing import Final

import msgspec

from hardware.errors import FrameError
from hardware.modem.alphabet import text_of, unpack
from hardware.modem.pdu_fields import Octets, Part, octets_of, read_address, read_header, read_time_ms

_DELIVER, _STATUS_REPORT = 0x00, 0x02
_KIND_MASK, _HAS_HEADER = 0x03, 0x40
PDU_CHARACTERS_MAX: Final = 352
"""The longest PDU in hexadecimal digits: 12 octets of service centre and 164 of SMS-DELIVER (TS 23.040, 9.2.2.1)."""
_OCTETS_MAX: Final = 140
_COMPRESSED: Final = 0x20


class Coding(enum.Enum):
    """How the user data of a text is written."""

    SEPTETS = enum.auto()
    OCTETS = enum.auto()
    UCS_2 = enum.auto()


class Delivered(msgspec.Struct, frozen=True):
    """One text, or one part of a long one, as it came from the network. `sent_at_ms` is what the service centre says."""

    number: str
    text: str
    sent_at_ms: int | None
    part: Part | None


class Outcome(enum.Enum):
    """What the network says about a text that went out."""

    ARRIVED = enum.auto()
    TRYING = enum.auto()
    FAILED = enum.auto()


class StatusReport(msgspec.Struct, frozen=True):
    """What became of the text that the modem sent with this reference (0 to 255) to this number. `status` is TP-ST."""

    reference: int
    number: str
    outcome: Outcome
    status: int


def read_pdu(hexadecimal: str) -> Delivered | StatusReport:
    """Read what a modem hands over, in hexadecimal digits. Raises FrameError, which says what is wrong with it."""
    if len(hexadecimal) > PDU_CHARACTERS_MAX:
        raise FrameError(f"a PDU has at most {PDU_CHARACTERS_MAX} hexadecimal digits, and this has {len(hexadecimal)}")
    octets = octets_of(hexadecimal)
    first = octets.one("first octet")
    kind = first & _KIND_MASK
    if kind == _DELIVER:
        return _deliver(octets, has_header=bool(first & _HAS_HEADER))
    if kind == _STATUS_REPORT:
        return _report(octets)
    raise FrameError(f"a PDU of kind {kind} is neither a text that came nor a report on one that went")


def coding_of(scheme: int) -> Coding:
    """Read a data coding scheme (TS 23.038, 4). One that is reserved counts as the alphabet of 7 bits, as the standard says. Raises
    FrameError for a compressed text.
    """
    group = scheme >> 4
    if group < 0x8:
        if scheme & _COMPRESSED and group != 0x0:
            raise FrameError("the text is compressed, which no network of today does")
        return {0x4: Coding.OCTETS, 0x8: Coding.UCS_2}.get(scheme & 0xC, Coding.SEPTETS)
    if group == 0xF:
        return Coding.OCTETS if scheme & 0x4 else Coding.SEPTETS
    return Coding.UCS_2 if group == 0xE else Coding.SEPTETS


def _deliver(octets: Octets, *, has_header: bool) -> Delivered:
    number = read_address(octets)
    octets.one("protocol")
    coding = coding_of(octets.one("coding"))
    sent_at_ms = read_time_ms(octets)
    length = octets.one("length")
    data = octets.rest()
    if len(data) > _OCTETS_MAX:
        raise FrameError(f"a text has at most {_OCTETS_MAX} octets, and this has {len(data)}")
    header = Octets(data).take(data[0] + 1, "header") if has_header and data else b""
    part = read_header(header[1:]) if header else None
    return Delivered(number, _plain(_text(coding, data, length, len(header))), sent_at_ms, part)


def _text(coding: Coding, data: bytes, length: int, header: int) -> str:
    """Read the user data after its header. `length` counts septets or octets, the header with them."""
    if coding is Coding.SEPTETS:
        skipped = (header * 8 + 6) // 7
        if length < skipped:
            raise FrameError("a text is shorter than its own header")
        try:
            return text_of(unpack(data[header:], length - skipped, skipped * 7 - header * 8))
        except ValueError as error:
            raise FrameError(f"the text is cut: {error}") from None
    if length > len(data):
        raise FrameError(f"the text is cut: {length} octets are told, and {len(data)} are there")
    held = data[header:length]
    return held.decode("utf-16-be", "replace") if coding is Coding.UCS_2 else held.decode("latin-1")


def _plain(text: str) -> str:
    """Keep what can be shown: control characters but the end of a line become spaces, and halves of characters a mark."""
    return "".join(
        each if each == "\n" or each.isprintable() else "�" if 0xD800 <= ord(each) <= 0xDFFF else " " for each in text
    )


def _report(octets: Octets) -> StatusReport:
    reference = octets.one("reference")
    number = read_address(octets)
    octets.take(14, "times")  # when the text came to the network, and when what follows was so
    status = octets.one("status")
    return StatusReport(reference, number, _outcome(status), status)


def _outcome(status: int) -> Outcome:
    """Read TP-ST (TS 23.040, 9.2.3.15). What is reserved counts as the end of its range."""
    if status < 0x20:
        return Outcome.ARRIVED
    return Outcome.TRYING if status < 0x40 else Outcome.FAILED
