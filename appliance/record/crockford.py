"""Bytes as letters and digits that people can read out, write down and type: Crockford's base 32. Pure; knows no code's meaning.

No I, L, O or U: the first three are read as the digits they are mistaken for, and U is never made (crockford.com/base32.html).
"""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 5

_MISTAKEN = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """The letters of `data`; the last is filled up with zero bits."""
    count = -(-len(data) * 8 // BITS)
    number = int.from_bytes(data) << count * BITS - len(data) * 8
    return "".join(ALPHABET[number >> at * BITS & 31] for at in reversed(range(count)))


def decode(letters: str) -> bytes | None:
    """The counterpart of `encode`; None where a letter is none of ours, or the letters are not those of whole bytes."""
    values = [_VALUES.get(letter) for letter in tidied(letters)]
    number = 0
    for value in values:
        if value is None:
            return None
        number = number << BITS | value
    length, spare = divmod(len(values) * BITS, 8)
    if spare >= BITS or number & (1 << spare) - 1:
        return None
    return (number >> spare).to_bytes(length)


def tidied(letters: str) -> str:
    """As `encode` would have written what somebody typed: capitals, no blanks or hyphens, no letter taken for a digit."""
    return letters.upper().translate(_MISTAKEN)
