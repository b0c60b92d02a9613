"""Seals what the safety office hands over to a box that goes on for another: bundle and data keys, for that box's key alone. Knows no file.

    sealed    = HPKE to the new box's key; info = label 32 | building 16 | fingerprint of that key 32
    statement = `statements.HandoverSaid`, signed by the office's root key, whose fingerprint the new box knows from its seed
    code      = first 80 bits of SHA-256(label 32 | building 16 | public key), in Crockford's base 32

A person reads the code from the box's screen by telephone, so that nobody in between can have the handover sealed to another key.
"""

import hashlib
from collections.abc import Callable
from typing import Self

import msgspec
from cryptography.exceptions import InvalidTag

from appliance.envelope.bundle import Contents
from appliance.envelope.deposit import Signed
from appliance.envelope.format import FormatError
from appliance.envelope.hybrid import SUITE, PrivateKey, PublicKey
from appliance.envelope.statements import HandoverSaid
from appliance.record import crockford

HANDOVER_LEN_MAX = 900 * 1024  # three times the largest bundle; one message of the sealed feed takes a mebibyte
CODE_BYTES = 10  # 80 bits: to find another key with the same code takes 2^80 tries
GROUP = 4

_CODE_LABEL = b"handbell restoring v1".ljust(32, b"\0")
_SEAL_LABEL = b"handbell handover key v1".ljust(32, b"\0")


class HandoverError(ValueError):
    """This is no handover for this box. `str()` says why, as the end of a sentence that begins with what it is."""


class HandedKey(msgspec.Struct, frozen=True, array_like=True):
    """The data key of a stream that the new box has to read. Its printed form shows no secret."""

    stream: bytes
    key_no: int
    klass: str
    raw: bytes

    def __repr__(self) -> str:
        return f"HandedKey(stream={self.stream.hex()}, key_no={self.key_no}, klass={self.klass!r})"


class Handover(msgspec.Struct, frozen=True, array_like=True, tag="handover-1"):
    """The contents. `head`: epoch, number and digest of the last entry of the former box that the office has in order, None if it has
    none. `made`: number and digest of the entry at which the former box signed its bundle. `unread`: the number of streams of which the
    office has entries that it could not open.
    """

    bundle: Contents
    keys: tuple[HandedKey, ...]
    head: tuple[bytes, int, bytes] | None = None
    made: tuple[int, bytes] = (0, b"")
    unread: int = 0


class SealedHandover(msgspec.Struct, frozen=True, array_like=True, tag="sealed-handover-1"):
    """The handover as it travels."""

    said: Signed
    sealed: bytes

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Unpack it from its bytes. Raises HandoverError."""
        if len(data) > HANDOVER_LEN_MAX:
            raise HandoverError(f"has {len(data)} bytes, a handover takes {HANDOVER_LEN_MAX}")
        try:
            return msgspec.msgpack.decode(data, type=cls)
        except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
            raise HandoverError(f"is no handover of a safety office ({wrong})") from wrong

    def pack(self) -> bytes:
        """Give its bytes."""
        return msgspec.msgpack.encode(self)


def code_of(building: bytes, public: bytes) -> str:
    """Give sixteen letters and digits in groups of four, by which people compare keys over the telephone."""
    letters = crockford.encode(hashlib.sha256(_CODE_LABEL + building + public).digest()[:CODE_BYTES])
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def is_code_of(typed: str, building: bytes, public: bytes) -> bool:
    """Return whether this is the code, however it was typed."""
    return crockford.tidied(typed) == crockford.tidied(code_of(building, public))


def seal(handover: Handover, building: bytes, public: PublicKey, sign: Callable[[bytes], Signed]) -> SealedHandover:
    """Seal a handover. `sign`: signs with the office's root key. Raises HandoverError where it would be too long."""
    inside = msgspec.msgpack.encode(handover)
    sealed = SUITE.encrypt(inside, public.hpke_key, info=_info(building, public))
    said = HandoverSaid(building, public.fingerprint, hashlib.sha256(sealed).digest())
    made = SealedHandover(sign(said.pack()), sealed)
    if len(made.pack()) > HANDOVER_LEN_MAX:
        raise HandoverError(f"would have {len(made.pack())} bytes, a handover takes {HANDOVER_LEN_MAX}")
    return made


def opened(
    handed: SealedHandover, private: PrivateKey, building: bytes, root: bytes, is_signed: Callable[[Signed], bool]
) -> Handover:
    """Open a handover that the root key with this fingerprint signed. Raises HandoverError."""
    if hashlib.sha256(handed.said.key).digest() != root or not is_signed(handed.said):
        raise HandoverError("is not signed by the root key of the safety office that this box was told to believe")
    try:
        said = HandoverSaid.unpack(handed.said.statement)
    except FormatError as wrong:
        raise HandoverError("is signed, and says something else than what a handover does") from wrong
    if (said.building, said.public) != (building, private.public.fingerprint):
        raise HandoverError("is for another box than this one, or for a key that it had before")
    if said.sealed != hashlib.sha256(handed.sealed).digest():
        raise HandoverError("was changed: what is sealed is not what the safety office signed")
    try:
        inside = SUITE.decrypt(handed.sealed, private.hpke_key, info=_info(building, private.public))
        found = msgspec.msgpack.decode(inside, type=Handover)
    except (InvalidTag, ValueError) as wrong:
        raise HandoverError("does not open, though the safety office signed it") from wrong
    if found.bundle.building != building:
        raise HandoverError("holds the bundle of another building")
    return found


def _info(building: bytes, public: PublicKey) -> bytes:
    return _SEAL_LABEL + building + public.fingerprint
