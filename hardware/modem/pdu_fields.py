"""Reads and writes the fields that several kinds of text have: numbers, times, headers (3GPP TS 23.040, 9.1.2 and 9.2.3). Pure."""

import datetime
from typing import Final

import msgspec

from hardware.errors import FrameError
from hardware.modem.alphabet import text_of, unpack

_DIGITS: Final = "0123456789*#abc"  # TS 23.040, 9.1.2.3: the semi-octets; 15 is the filler
_FILLER: Final = 0xF
_INTERNATIONAL, _UNKNOWN, _LETTERS = 0x91, 0x81, 0x50
_TYPE_MASK: Final = 0x70
ADDRESS_DIGITS_MAX: Final = 20  # TS 23.040, 9.1.2.5: an address field has at most 12 octets, ten of them digits
_CONCATENATED_8, _CONCATENATED_16 = 0x00, 0x08


class Part(msgspec.Struct, frozen=True):
    """Says which part of a long text this is: part `number` of `of`, counted from 1, of the text `reference` of its sender."""

    reference: int
    number: int
    of: int


class Octets:
    """The octets of a PDU, read from the front. Raises FrameError where they end too early."""

    def __init__(self, octets: bytes) -> None:
        self._left = octets

    def take(self, count: int, what: str) -> bytes:
        """Take so many octets, which hold what is named."""
        if len(self._left) < count:
            raise FrameError(
                f"the PDU ends in its {what}: {count} octets are missing or cut, {len(self._left)} are left"
            )
        taken, self._left = self._left[:count], self._left[count:]
        return taken

    def one(self, what: str) -> int:
        """Take one octet."""
        return self.take(1, what)[0]

    def rest(self) -> bytes:
        """Take all that is left."""
        return self.take(len(self._left), "rest")


def octets_of(hexadecimal: str) -> Octets:
    """Read the PDU that a modem wrote in hexadecimal digits, and skip the number of its service centre. Raises FrameError."""
    try:
        octets = Octets(bytes.fromhex(hexadecimal))
    except ValueError:
        raise FrameError("the PDU is not written in hexadecimal digits") from None
    octets.take(octets.one("service centre"), "service centre")
    return octets


def read_address(octets: Octets) -> str:
    """Read a number: "+" and digits if it is international, bare digits if not, the name if it is one in letters, "" if there is none."""
    digits = octets.one("number")
    if digits > ADDRESS_DIGITS_MAX:
        raise FrameError(f"a number of {digits} digits is none: there are at most {ADDRESS_DIGITS_MAX}")
    kind = octets.one("kind of number")
    held = octets.take((digits + 1) // 2, "number")
    if kind & _TYPE_MASK == _LETTERS:
        return text_of(unpack(held, digits * 4 // 7)).strip()
    read = [half for octet in held for half in (octet & 0xF, octet >> 4)][:digits]
    if _FILLER in read:
        raise FrameError("a number has a filler among its digits")
    plus = "+" if digits and kind & _TYPE_MASK == _INTERNATIONAL & _TYPE_MASK else ""
    return plus + "".join(_DIGITS[each] for each in read)


def write_address(number: str) -> bytes:
    """Write a number: E.164, or bare digits such as a short number. Raises ValueError for anything else."""
    digits = number.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= ADDRESS_DIGITS_MAX):
        raise ValueError(f"{number!r} is no telephone number: write + and 8 to 15 digits")
    filled = digits + ("f" if len(digits) % 2 else "")
    swapped = "".join(filled[at + 1] + filled[at] for at in range(0, len(filled), 2))
    return bytes([len(digits), _INTERNATIONAL if number.startswith("+") else _UNKNOWN]) + bytes.fromhex(swapped)


def read_time_ms(octets: Octets) -> int | None:
    """Read a time with its zone, in milliseconds since 1970; None if it is no time. Years count as 1990 to 2089."""
    held = octets.take(7, "time")
    *parts, zone = held
    swapped = [(each & 0xF) * 10 + (each >> 4) for each in parts]
    quarters = (zone & 0x7) * 10 + (zone >> 4)  # bit 3 is the sign; the zone is in quarters of an hour
    year, month, day, hour, minute, second = swapped
    try:
        offset = datetime.timedelta(minutes=15 * (-quarters if zone & 0x8 else quarters))
        at = datetime.datetime(
            1900 + year if year >= 90 else 2000 + year, month, day, hour, minute, second, tzinfo=datetime.UTC
        )
        return int((at - offset).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def read_header(held: bytes) -> Part | None:
    """Read the header of a text; None if it names no part. What else stands in a header is passed over. Raises FrameError."""
    octets = Octets(held)
    part: Part | None = None
    while left := octets.rest():
        octets = Octets(left)
        kind = octets.one("header")
        value = octets.take(octets.one("header"), "header")
        if kind == _CONCATENATED_8 and len(value) == 3:
            part = Part(value[0], value[2], value[1])
        elif kind == _CONCATENATED_16 and len(value) == 4:
            part = Part(int.from_bytes(value[:2]), value[3], value[2])
        octets = Octets(octets.rest())
    if part is not None and not 0 < part.number <= part.of:
        return None  # TS 23.040, 9.2.3.24.1: such a header is ignored
    return part


def write_header(part: Part) -> bytes:
    """Write the header of a part, with a reference of 8 bits or, where it is larger, of 16; its length comes first."""
    if part.reference <= 0xFF:
        return bytes([5, _CONCATENATED_8, 3, part.reference, part.of, part.number])
    return bytes([6, _CONCATENATED_16, 4]) + part.reference.to_bytes(2) + bytes([part.of, part.number])
