"""Makes and reads a recovery phrase: twelve words on paper, and the key pair that follows from them. Pure; knows no bundle, no file and
no screen. The words are those of BIP-39: 2,048 English words, no two alike in their first four letters. Twelve hold 128 random bits and a
checksum of four. A slip of the pen passes the checksum one time in sixteen; only the public key shows whether it is this building's
phrase.
"""

import re
import unicodedata
from difflib import get_close_matches
from functools import cache
from itertools import takewhile

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from mnemonic import Mnemonic

from appliance.envelope.hybrid import PRIVATE_LEN, PrivateKey

WORDS = 12
ENTROPY_LEN = 16
NEAR = 5  # similar words to search; one of them is named
TELLING = 4  # the first letters by which every word differs from every other
KEY_INFO = b"handbell recovery phrase v1"


class NotAPhrase(msgspec.Struct, frozen=True):
    """Why the typed text is no phrase. `place`: which word, from 1; 0 if it is about all of them."""

    place: int
    says: str


def new_phrase(entropy: bytes) -> str:
    """Give the words of 16 random bytes, with blanks between."""
    if len(entropy) != ENTROPY_LEN:
        raise ValueError(f"a phrase is made of {ENTROPY_LEN} bytes, these are {len(entropy)}")
    return _bip39().to_mnemonic(entropy)


def numbered(phrase: str) -> tuple[str, ...]:
    """Give each word with its number, for paper."""
    return tuple(f"{place}. {word}" for place, word in enumerate(phrase.split(), start=1))


def entropy_of(typed: str) -> bytes | NotAPhrase:
    """Give the bytes behind what somebody typed: in any case, with or without numbers and commas; four letters of a word are enough."""
    words = _tidied(typed)
    whole = []
    for place, word in enumerate(words, start=1):
        found = _word(word)
        if found is None:
            return NotAPhrase(place, _unknown(place, word))
        whole.append(found)
    if len(whole) != WORDS:
        return NotAPhrase(
            0, f"A recovery phrase has {WORDS} words; these are {len(whole)}. Type all of them, in order."
        )
    phrase = " ".join(whole)
    if not _bip39().check(phrase):
        return NotAPhrase(
            0, "One of these words is another than on the paper, or two changed places. Read them once more."
        )
    return bytes(_bip39().to_entropy(phrase))


def private_of(entropy: bytes) -> PrivateKey:
    """Give the key pair of a phrase. A seed and a box have only its public half."""
    seed = HKDF(algorithm=SHA256(), length=PRIVATE_LEN, salt=None, info=KEY_INFO).derive(entropy)
    return PrivateKey.from_bytes(seed)


@cache
def _bip39() -> Mnemonic:
    return Mnemonic("english")


def _tidied(typed: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", typed).casefold()
    return re.findall(r"[^\W\d_]+", plain)


def _word(typed: str) -> str | None:
    """Give the one word of the list that this is, or begins."""
    words = _bip39().wordlist
    if typed in words:
        return typed
    begin = [word for word in words if word.startswith(typed)]
    return begin[0] if len(begin) == 1 and len(typed) >= TELLING else None


def _unknown(place: int, typed: str) -> str:
    near = get_close_matches(typed, _bip39().wordlist, n=NEAR)
    nearest = max(near, key=lambda word: _begins_alike(word, typed), default="")  # people mistake the end of a word
    guess = f" Is it “{nearest}”?" if near else ""
    return f"Word {place}, “{typed}”, is no word of a recovery phrase.{guess} Read it on the paper once more."


def _begins_alike(one: str, other: str) -> int:
    """Count how many letters they have in common from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
