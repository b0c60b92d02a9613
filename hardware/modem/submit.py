"""Writes texts that go out: SMS-SUBMIT with a request for a status report (TS 23.040, 9.2.2.2), cut into parts. Pure; knows no modem."""

from typing import Final

import msgspec

from hardware.modem.alphabet import ESCAPE, pack, septets_of
from hardware.modem.pdu_fields import Part, write_address, write_header

SEPTETS_MAX: Final = 160  # TS 23.040, 9.2.3.24: 140 octets of user data
OCTETS_MAX: Final = 140
PARTS_MAX: Final = 8
"""Our limit: a message to a person has some 160 characters. Each part takes an LTE modem 3 to 5 s, and nobody reads a book in a call."""
VALID_1_HOUR: Final = 11
"""TS 23.040, 9.2.3.12.1: (11 + 1) × 5 min. Our choice: a text about a call that comes later than that tells of what is over. Without it a
network keeps a text for days.
"""
_SUBMIT, _VALIDITY_RELATIVE, _STATUS_REPORT, _HEADER = 0x01, 0x10, 0x20, 0x40
_GSM_7_BIT, _UCS_2 = 0x00, 0x08
_CUT: Final = "…"


class Outgoing(msgspec.Struct, frozen=True):
    """One part as it goes to the modem. `length` is what AT+CMGS wants: the octets without the service centre's number."""

    pdu: str
    length: int


def outgoing(to: str, text: str, reference: int) -> tuple[Outgoing, ...]:
    """Write a text to a number. One text where it fits, else parts of the long text `reference` (0 to 65,535). What is beyond `PARTS_MAX`
    is cut, and "…" says so. Raises ValueError if `to` is no number.
    """
    address = write_address(to)
    packed = _parts(text)
    of = len(packed)
    return tuple(
        _submit(address, each, Part(reference, number, of) if of > 1 else None) for number, each in enumerate(packed, 1)
    )


class _Body(msgspec.Struct, frozen=True):
    """What a part says: septets of the alphabet, or octets of UCS-2."""

    held: bytes
    is_septets: bool


def _parts(text: str) -> tuple[_Body, ...]:
    septets = septets_of(text)
    if septets is not None:
        # a header of 16 bits takes 7 octets, which is 8 septets; one of 8 bits takes 7 septets: room for the larger
        cut = [septets] if len(septets) <= SEPTETS_MAX else _cut_septets(septets, SEPTETS_MAX - 8)
        if len(cut) <= PARTS_MAX:
            return tuple(_Body(each, is_septets=True) for each in cut)
    octets = _ucs2(text)
    cut = [octets] if len(octets) <= OCTETS_MAX else _cut_octets(octets, OCTETS_MAX - 8)
    if len(cut) > PARTS_MAX:
        return _parts(_shorter(text))
    return tuple(_Body(each, is_septets=False) for each in cut)


def _shorter(text: str) -> str:
    """Cut a text that is too long for `PARTS_MAX` parts, so that whoever reads it sees that it was cut."""
    whole = text.removesuffix(_CUT)
    units = PARTS_MAX * (OCTETS_MAX - 8) // 2 - PARTS_MAX  # a pair of surrogates may leave a unit of each part empty
    while len(_ucs2(whole)) // 2 >= units:
        whole = whole[: min(len(whole) - 1, units - 1)]
    return whole + _CUT


def _ucs2(text: str) -> bytes:
    return text.encode("utf-16-be", "replace")


def _cut_septets(septets: bytes, room: int) -> list[bytes]:
    """Cut codes into parts. An escape stays with the code after it."""
    cut: list[bytes] = []
    while septets:
        end = room - 1 if len(septets) > room and septets[room - 1] == ESCAPE else room
        cut.append(septets[:end])
        septets = septets[end:]
    return cut


def _cut_octets(octets: bytes, room: int) -> list[bytes]:
    """Cut UCS-2 into parts. The two halves of a character beyond it stay together."""
    cut: list[bytes] = []
    while octets:
        end = room - 2 if len(octets) > room and 0xD8 <= octets[room - 2] <= 0xDB else room
        cut.append(octets[:end])
        octets = octets[end:]
    return cut


def _submit(address: bytes, body: _Body, part: Part | None) -> Outgoing:
    header = b"" if part is None else write_header(part)
    first = _SUBMIT | _VALIDITY_RELATIVE | _STATUS_REPORT | (_HEADER if header else 0)
    if body.is_septets:
        header_septets = (len(header) * 8 + 6) // 7
        length = header_septets + len(body.held)
        data = header + pack(body.held, header_septets * 7 - len(header) * 8)
    else:
        length = len(header) + len(body.held)
        data = header + body.held
    coding = _GSM_7_BIT if body.is_septets else _UCS_2
    # TP-MR 0: the modem numbers the text itself, and says its number; TP-PID 0
    octets = bytes([first, 0]) + address + bytes([0, coding, VALID_1_HOUR, length]) + data
    return Outgoing("00" + octets.hex().upper(), len(octets))
