"""Writes and reads the alphabet of texts, GSM 7 bit with its extension table (3GPP TS 23.038, 6.2.1), and packs it. Pure; knows no text of
ours.
"""

from typing import Final

_BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
ESCAPE: Final = 0x1B
_CODES: Final[dict[str, tuple[int, ...]]] = {
    **{character: (code,) for code, character in enumerate(_BASIC) if code != ESCAPE},
    **{character: (ESCAPE, code) for code, character in _EXTENSION.items()},
}
_BITS: Final = 7


def septets_of(text: str) -> bytes | None:
    """Give the codes of a text, one septet in each byte; None if it has a character that the alphabet has not."""
    codes: list[int] = []
    for character in text:
        found = _CODES.get(character)
        if found is None:
            return None
        codes += found
    return bytes(codes)


def text_of(septets: bytes) -> str:
    """Read codes. An escape before a code that the extension has not is read as the basic character, as the standard says; an escape at
    the end is a space.
    """
    said: list[str] = []
    escaped = False
    for code in septets:
        if code == ESCAPE:
            if escaped:
                said.append(" ")  # two escapes are kept for a further table, which nobody has defined
            escaped = not escaped
            continue
        said.append(_EXTENSION.get(code, _BASIC[code]) if escaped else _BASIC[code])
        escaped = False
    return "".join(said) + (" " if escaped else "")


def pack(septets: bytes, skipped_bits: int = 0) -> bytes:
    """Pack septets into octets, the lowest bit first. `skipped_bits` stay empty before them: after a header, septets begin at a septet's
    boundary.
    """
    bits = skipped_bits
    whole = 0
    for septet in septets:
        whole |= septet << bits
        bits += _BITS
    return whole.to_bytes((bits + 7) // 8, "little")


def unpack(octets: bytes, count: int, skipped_bits: int = 0) -> bytes:
    """Take `count` septets out of octets. Raises ValueError if there are fewer."""
    if skipped_bits + count * _BITS > len(octets) * 8:
        raise ValueError(f"{count} septets do not fit into {len(octets)} octets")
    whole = int.from_bytes(octets, "little") >> skipped_bits
    return bytes((whole >> (number * _BITS)) & 0x7F for number in range(count))
