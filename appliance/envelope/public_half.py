"""Writes and reads the public half of a recovery phrase as text: a section of a seed, or its letters in any file. Pure; knows no phrase
and no seed.
"""

import base64
import re
import textwrap

from appliance.envelope.hybrid import PUBLIC_LEN, KeyBytesError, PublicKey, fingerprint

LETTERS = (PUBLIC_LEN + 2) // 3 * 4  # in base 64; the last two are =
LETTERS_A_LINE = 76  # an e-mail leaves lines of this length as they are
DIGITS = 16  # of its fingerprint, on paper and screens: 64 bits, for which nobody finds another key

_IN_A_TEXT = re.compile(rf"(?:[A-Za-z0-9+/]\s*){{{LETTERS - 2}}}=\s*=")
_BLANKS = re.compile(r"\s")


def section_of(public: bytes) -> str:
    """Give it as a section of a seed."""
    return "".join(["recovery:\n  public: |\n", *(f"    {line}\n" for line in letters_of(public))])


def letters_of(public: bytes) -> list[str]:
    """Give its letters in lines of base 64."""
    return textwrap.wrap(base64.b64encode(public).decode(), LETTERS_A_LINE)


def public_of(text: str) -> bytes | str:
    """Give the public half in the letters of a text, or say in a sentence why it is none."""
    letters = _BLANKS.sub("", text)
    if len(letters) != LETTERS:
        return (
            f"This is no public half of a recovery phrase: one has {LETTERS:,} letters, and here are {len(letters):,}."
        )
    try:
        return PublicKey.from_bytes(base64.b64decode(letters, validate=True)).raw
    except (ValueError, KeyBytesError):
        return "This is no public half of a recovery phrase: some of its letters are others."


def found_in(text: str) -> bytes | None:
    """Find the public half somewhere in a text, such as a whole seed."""
    found = _IN_A_TEXT.search(text)
    public = public_of(found[0]) if found else ""
    return public if isinstance(public, bytes) else None


def shown(public: bytes) -> str:
    """Give the first digits of its fingerprint, in groups, by which two people compare it."""
    return grouped(fingerprint(public))


def grouped(named: bytes) -> str:
    """Give the same digits of a fingerprint."""
    digits = named.hex()[:DIGITS]
    return " ".join(digits[at : at + 4] for at in range(0, DIGITS, 4))
