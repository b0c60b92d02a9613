"""Seals an answer to the district person, and opens it with their key. Knows no record, no file and no desk.

    inside  = msgpack of the answer, filled up with zeros to 3,072 bytes
    sealed  = HPKE to the person's key; info = label 32 | building 16 | SHA-256 of the place | fingerprint of that key 32
    place   = msgpack of (incident, rule, item, side of the duty)

Every sealed answer has the same length, so that its length does not tell whether something changed. The place is part of the seal, so
nobody can move an answer to another record.
"""

import hashlib
from typing import Self

import msgspec
from cryptography.exceptions import InvalidTag

from appliance.duties.answering import WORDS_CHARACTERS_MAX, Said
from appliance.envelope.hybrid import SUITE, PrivateKey, PublicKey

NAME_CHARACTERS_MAX = 100  # ours: a name on one line. A longer one is cut, because it only helps to find the person.
INSIDE_LEN = 3072  # the longest answer: 500 characters of words and 100 of a name, of 4 bytes each, and less than 100 bytes around them
SEALED_LEN = INSIDE_LEN + 1120 + 16  # with the encapsulated key and the tag

_LABEL = b"handbell sealed answer v1".ljust(32, b"\0")


class AnswerError(ValueError):
    """An answer cannot be sealed or opened. `str()` says why, as the end of a sentence that begins with "this answer"."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Which question was answered: of which building and incident, by which rule, about which item, and by which side of the duty."""

    building: bytes
    incident: str
    rule: str
    about: str
    asked: str


class Answer(msgspec.Struct, frozen=True, array_like=True, tag="answer-1"):
    """What somebody answered. `who` is their name as far as the box knew it. Its printed form shows nothing of it."""

    said: Said
    words: str
    who: str

    def __repr__(self) -> str:
        return "Answer()"

    def __rich_repr__(self) -> None:  # type: ignore[override]  # rich takes `__repr__` where nothing is told
        """Give rich no field to print."""

    @classmethod
    def made(cls, said: Said, words: str, who: str) -> Self:
        """Make one, with a name that fits."""
        return cls(said, words, who[:NAME_CHARACTERS_MAX])


def seal(answer: Answer, reader: PublicKey, place: Place) -> bytes:
    """Seal an answer for this reader alone: 4,208 bytes, whatever it says. Raises AnswerError where its words are too long."""
    if len(answer.words) > WORDS_CHARACTERS_MAX:
        raise AnswerError(f"has {len(answer.words)} characters, and takes {WORDS_CHARACTERS_MAX}")
    inside = msgspec.msgpack.encode(answer)
    framed = len(inside).to_bytes(2) + inside
    if len(framed) > INSIDE_LEN:
        raise AnswerError(f"has {len(framed)} bytes, and takes {INSIDE_LEN}")
    return SUITE.encrypt(framed.ljust(INSIDE_LEN, b"\0"), reader.hpke_key, info=_info(reader, place))


def opened(sealed: bytes, private: PrivateKey, place: Place) -> Answer:
    """Open an answer. Raises AnswerError."""
    try:
        framed = SUITE.decrypt(sealed, private.hpke_key, info=_info(private.public, place))
    except (InvalidTag, ValueError) as wrong:
        raise AnswerError("is sealed for another key, belongs to another question, or was changed") from wrong
    length = int.from_bytes(framed[:2])
    try:
        return msgspec.msgpack.decode(framed[2 : 2 + length], type=Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise AnswerError("was written by another release, and cannot be read by this one") from wrong


def _info(reader: PublicKey, place: Place) -> bytes:
    about = msgspec.msgpack.encode((place.incident, place.rule, place.about, place.asked))
    return _LABEL + place.building + hashlib.sha256(about).digest() + reader.fingerprint
