"""Writes bytes as letters and digits that people can read out, write down and type: Crockford's base 32. Pure; knows no code's meaning.

The letters I, L, O and U are never written. A typed I or L is read as 1, and O as 0; U is refused (crockford.com/base32.html).
"""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 5

_MISTAKEN = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Write `data` in letters and digits; zero bits fill up the last one."""
    count = -(-len(data) * 8 // BITS)
    number = int.from_bytes(data) << count * BITS - len(data) * 8
    return "".join(ALPHABET[number >> at * BITS & 31] for at in reversed(range(count)))


def decode(letters: str) -> bytes | None:
    """Read what `encode` wrote. Give None when a letter is not in the alphabet, or when the letters do not make whole bytes."""
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
    """Bring what somebody typed into the form of `encode`: capitals, no blanks or hyphens, and digits in place of mistaken letters."""
    return letters.upper().translate(_MISTAKEN)
