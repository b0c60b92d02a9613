"""Closes envelopes: seals an entry under a data key, and wraps the data key for its readers. Opens nothing."""

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from appliance.envelope import format as layout
from appliance.envelope.hybrid import SUITE, PublicKey

DATA_KEY_LEN = 32


class Position(NamedTuple):
    """The place of an entry in the logbook: the part of its header that does not follow from its key or its body.

    `front` is the front of its epoch (`format.epoch_front`), made once.
    """

    front: bytes
    number: int
    prev_digest: bytes


@dataclass(frozen=True, slots=True)
class DataKey:
    """One data key and the stream, number and class it serves. Keeps its cipher ready; its printed form shows no secret."""

    raw: bytes = field(repr=False)
    stream: bytes
    key_no: int
    klass: str
    cipher: ChaCha20Poly1305 = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cipher", ChaCha20Poly1305(self.raw))


def new_data_key() -> bytes:
    """Give 32 random bytes."""
    return os.urandom(DATA_KEY_LEN)


def commitment(data_key: bytes, stream: bytes, key_no: int, klass: str) -> bytes:
    """Give the HMAC-SHA256 over the key's place, 32 bytes: no second data key fits the same statement."""
    return hmac.digest(data_key, layout.key_place(stream, key_no, klass), hashlib.sha256)


def seal(position: Position, key: DataKey, plaintext: bytes, nonce: bytes | None = None) -> bytes:
    """Give the stored bytes of one entry. Seal once and keep them: a retry sends the identical bytes.

    The nonce is random unless given (test vectors). Random 96-bit nonces are safe for some 2^32 entries under one key; an incident has
    dozens and the house key, which changes monthly, some thousands. Raises FormatError.
    """
    padded = layout.pad(plaintext)
    front, number, prev_digest = position
    header = layout.header_of(front, number, key.stream, key.key_no, prev_digest, len(padded) + layout.TAG_LEN)
    nonce = os.urandom(layout.NONCE_LEN) if nonce is None else nonce
    return b"".join((header, nonce, key.cipher.encrypt(nonce, padded, header)))


def wrap(data_key: bytes, recipient: PublicKey, info: bytes) -> bytes:
    """Wrap the data key for one reader; the wrap is stored beside the entries. `info` is `format.wrap_info(…)`, never empty.

    1168 bytes: encapsulation 1120 | data key 32 | tag 16.
    """
    if not info:
        raise ValueError("a wrap without info could be moved to another place")
    return SUITE.encrypt(data_key, recipient.hpke_key, info=info)


def wrap_digest(wrap_bytes: bytes) -> bytes:
    """Give the SHA-256 of a wrap, by which a key entry names it."""
    return hashlib.sha256(wrap_bytes).digest()
