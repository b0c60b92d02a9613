"""Writes and reads PDUs as the network of a pretend modem does (3GPP TS 23.040). Shares no code with the codec that reads
them: it thinks in strings of bits. Pure.
"""

import datetime
from typing import Final

import msgspec

_ALPHABET: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\0ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED: Final = {"^": 20, "{": 40, "}": 41, "\\": 47, "[": 60, "~": 61, "]": 62, "|": 64, "€": 101, "\f": 10}
_ROOM, _PLAIN_ROOM = 160, 153  # septets of a text, and of a part with a header of 8 bits, as networks send them
_WIDE, _WIDE_ROOM = 140, 134  # octets of both


class Air(msgspec.Struct, frozen=True):
    """A text that a modem sent: to whom, what, whether it asks for a report, and which part of a long text it is."""

    number: str
    text: str
    wants_report: bool
    reference: int = 0
    part: int = 1
    of: int = 1


def submitted(pdu: str) -> Air:
    """Read what a modem was given to send. Raises ValueError or IndexError if it is none."""
    octets = bytes.fromhex(pdu)
    at = octets[0] + 1
    first = octets[at]
    if first & 3 != 1:
        raise ValueError("this is no text that goes out")
    digits = octets[at + 2]
    number = "".join(f"{each & 15:x}{each >> 4:x}" for each in octets[at + 4 : at + 4 + (digits + 1) // 2])[:digits]
    plus = "+" if octets[at + 3] & 0x70 == 0x10 else ""
    at += 4 + (digits + 1) // 2
    coding = octets[at + 1]
    at += 2 + {0: 0, 2: 1, 1: 7, 3: 7}[first >> 3 & 3]
    length, body = octets[at], octets[at + 1 :]
    header = body[: body[0] + 1] if first & 0x40 else b""
    reference, of, part = _where(header)
    text = _wide(body, header, length) if coding & 0xC == 8 else _narrow(body, header, length)
    return Air(plus + number, text, bool(first & 0x20), reference, part, of)


def delivered(number: str, text: str, at: datetime.datetime, reference: int = 1) -> list[str]:
    """Write a text that comes to a modem, in as many parts as it needs."""
    if all(each in _ALPHABET or each in _ESCAPED for each in text):
        narrow = _cut([_codes(each) for each in text], _ROOM, _PLAIN_ROOM)
        return [
            _deliver(number, at, _header(reference, i, len(narrow)), _flat(each)) for i, each in enumerate(narrow, 1)
        ]
    wide = _cut([list(each.encode("utf-16-be")) for each in text], _WIDE, _WIDE_ROOM)
    return [
        _deliver(number, at, _header(reference, i, len(wide)), bytes(_flat(each))) for i, each in enumerate(wide, 1)
    ]


def _flat(characters: list[list[int]]) -> list[int]:
    return [code for each in characters for code in each]


def _cut(characters: list[list[int]], whole: int, room: int) -> list[list[list[int]]]:
    """Share characters out to parts, none of them torn apart. `whole` is the room of a text that needs no header."""
    if sum(map(len, characters)) <= whole:
        return [characters]
    parts: list[list[list[int]]] = [[]]
    for each in characters:
        if sum(map(len, parts[-1])) + len(each) > room:
            parts.append([])
        parts[-1].append(each)
    return parts


def report(number: str, reference: int, status: int, at: datetime.datetime) -> str:
    """Write what the network says of a text that went out."""
    return (f"0006{reference:02X}" + _number(number) + _time(at) + _time(at) + f"{status:02X}").upper()


def _deliver(number: str, at: datetime.datetime, header: str, said: list[int] | bytes) -> str:
    if isinstance(said, bytes):
        body = said.hex()
        length, coding = (len(header) + len(body)) // 2, "08"
    else:
        skipped = (len(header) * 4 + 6) // 7
        bits = "".join(f"{code:07b}"[::-1] for code in [0] * skipped + said)
        bits += "0" * (-len(bits) % 8)
        packed = "".join(f"{int(bits[i : i + 8][::-1], 2):02x}" for i in range(0, len(bits), 8))
        # the septets were counted from the front of the header; what lies after it is the text
        body, length, coding = packed[len(header) :], skipped + len(said), "00"
    first = "44" if header else "04"
    return f"00{first}{_number(number)}00{coding}{_time(at)}{length:02X}{header}{body}".upper()


def _header(reference: int, part: int, of: int) -> str:
    return f"050003{reference & 255:02x}{of:02x}{part:02x}" if of > 1 else ""


def _where(header: bytes) -> tuple[int, int, int]:
    if header[1:2] == b"\x00":
        return header[3], header[4], header[5]
    if header[1:2] == b"\x08":
        return header[3] * 256 + header[4], header[5], header[6]
    return 0, 1, 1


def _codes(text: str) -> list[int]:
    made: list[int] = []
    for each in text:
        made += [27, _ESCAPED[each]] if each in _ESCAPED else [_ALPHABET.index(each)]
    return made


def _narrow(body: bytes, header: bytes, length: int) -> str:
    bits = "".join(f"{each:08b}"[::-1] for each in body)
    codes = [int(bits[at : at + 7][::-1], 2) for at in range(0, length * 7, 7)][(len(header) * 8 + 6) // 7 :]
    back = {code: each for each, code in _ESCAPED.items()}
    said, escaped = "", False
    for code in codes:
        said += "" if code == 27 and not escaped else back.get(code, " ") if escaped else _ALPHABET[code]
        escaped = code == 27 and not escaped
    return said


def _wide(body: bytes, header: bytes, length: int) -> str:
    return body[len(header) : length].decode("utf-16-be", "replace")


def _number(number: str) -> str:
    if number and not number.lstrip("+").isdecimal():
        bits = "".join(f"{code:07b}"[::-1] for code in _codes(number))
        bits += "0" * (-len(bits) % 8)
        packed = "".join(f"{int(bits[i : i + 8][::-1], 2):02x}" for i in range(0, len(bits), 8))
        return f"{(len(number) * 7 + 3) // 4:02x}d0{packed}"
    digits = number.lstrip("+")
    filled = digits + "f" * (len(digits) % 2)
    swapped = "".join(filled[at + 1] + filled[at] for at in range(0, len(filled), 2))
    return f"{len(digits):02x}{'91' if number.startswith('+') else '81'}{swapped}"


def _time(at: datetime.datetime) -> str:
    plain = f"{at.astimezone(datetime.UTC):%y%m%d%H%M%S}00"
    return "".join(plain[i + 1] + plain[i] for i in range(0, len(plain), 2))
