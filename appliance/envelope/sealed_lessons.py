"""Seals the lessons of a notice for every building that has a key, and for whoever opens records. Knows no file and no record.

    body    = msgpack of [nonce 12, sealed, [[fingerprint of a reader's key 32, wrap 1,168], …]]
    sealed  = ChaCha20-Poly1305 of the lessons under a random content key; associated data = label 32
    inside  = u32 length | msgpack of the lessons, filled up with zeros to a multiple of 4,096 bytes
    wrap    = HPKE of the content key to a reader's key; info = label 32 | fingerprint of that key 32

The root key signs the whole body, so nobody can put other wraps or other words into it. Its length tells how many buildings there are,
which the district knows, and not how many lessons.
"""

import os
from collections.abc import Iterable

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from appliance.envelope.deposit import LessonTold, lessons_fault
from appliance.envelope.format import DIGEST_LEN
from appliance.envelope.hybrid import SUITE, PrivateKey, PublicKey

READERS_MAX = 200
"""Keys in one notice. Ours: 200 wraps of 1,210 bytes and 20 lessons with 400 letters of two bytes each fit its 256 KiB. A district with
more buildings would need a notice for each, which this release does not make.
"""
WRAP_LEN = 1168  # an encapsulated key of 1,120 bytes, 32 bytes, and a tag of 16
FILLED_TO = 4096
_KEY_LEN, _NONCE_LEN, _TAG_LEN = 32, 12, 16
_LABEL = b"handbell sealed lessons v1".ljust(32, b"\0")


class LessonsError(ValueError):
    """Lessons cannot be sealed or opened. `str()` says why, as the end of a sentence that begins with the notice."""


class LessonWrap(msgspec.Struct, frozen=True, array_like=True):
    """The content key for one reader, who is named by the SHA-256 of their public key."""

    recipient: bytes
    wrap: bytes


class SealedLessons(msgspec.Struct, frozen=True, array_like=True):
    """The body of a LESSONS notice."""

    nonce: bytes
    sealed: bytes
    wraps: tuple[LessonWrap, ...]


_BODY = msgspec.msgpack.Decoder(SealedLessons)
_INSIDE = msgspec.msgpack.Decoder(tuple[LessonTold, ...])


def seal(lessons: tuple[LessonTold, ...], readers: Iterable[PublicKey]) -> SealedLessons:
    """Seal lessons for these readers, each once. Raises LessonsError for lessons that nobody could be told, and for too many readers."""
    if fault := lessons_fault(lessons):
        raise LessonsError(fault)
    each_once = {each.fingerprint: each for each in readers}
    if not 1 <= len(each_once) <= READERS_MAX:
        raise LessonsError(f"would be sealed for {len(each_once)} keys; 1 to {READERS_MAX} are taken")
    packed = msgspec.msgpack.encode(lessons)
    framed = len(packed).to_bytes(4) + packed
    inside = framed.ljust(-(-len(framed) // FILLED_TO) * FILLED_TO, b"\0")
    key, nonce = os.urandom(_KEY_LEN), os.urandom(_NONCE_LEN)
    sealed = ChaCha20Poly1305(key).encrypt(nonce, inside, _LABEL)
    wraps = tuple(
        LessonWrap(each.fingerprint, SUITE.encrypt(key, each.hpke_key, info=_info(each))) for each in each_once.values()
    )
    return SealedLessons(nonce, sealed, wraps)


def body_fault(body: bytes) -> str:
    """Say why nobody can open this body, as the end of a sentence that begins with the notice; empty where its readers can."""
    try:
        found = _BODY.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return "has no sealed lessons"
    if len(found.nonce) != _NONCE_LEN or len(found.sealed) % FILLED_TO != _TAG_LEN or len(found.sealed) <= _TAG_LEN:
        return "has sealed lessons of a wrong length"
    if not 1 <= len(found.wraps) <= READERS_MAX:
        return f"is sealed for {len(found.wraps)} keys; 1 to {READERS_MAX} are taken"
    if any(len(each.recipient) != DIGEST_LEN or len(each.wrap) != WRAP_LEN for each in found.wraps):
        return "has a wrap of a wrong length"
    return ""


def readers_of(body: bytes) -> frozenset[bytes]:
    """Give the fingerprints of the keys that open this body; none where it cannot be read."""
    return frozenset() if body_fault(body) else frozenset(each.recipient for each in _BODY.decode(body).wraps)


def opened(body: bytes, private: PrivateKey) -> tuple[LessonTold, ...]:
    """Open the lessons of a body whose notice was verified. Raises LessonsError."""
    if fault := body_fault(body):
        raise LessonsError(fault)
    found = _BODY.decode(body)
    wrap = next((each.wrap for each in found.wraps if each.recipient == private.public.fingerprint), None)
    if wrap is None:
        raise LessonsError("is not sealed for this key")
    try:
        key = SUITE.decrypt(wrap, private.hpke_key, info=_info(private.public))
        inside = ChaCha20Poly1305(key).decrypt(found.nonce, found.sealed, _LABEL)
        lessons = _INSIDE.decode(inside[4 : 4 + int.from_bytes(inside[:4])])
    except (InvalidTag, ValueError) as wrong:
        raise LessonsError("does not open, though it names this key") from wrong
    if fault := lessons_fault(lessons):
        raise LessonsError(fault)
    return lessons


def _info(reader: PublicKey) -> bytes:
    return _LABEL + reader.fingerprint
