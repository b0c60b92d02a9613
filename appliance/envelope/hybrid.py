"""Holds the keys for which wraps are made and with which they are opened: MLKEM768-X25519 as bytes and as objects. Knows nothing of
entries. A wrap falls only if both halves fall: X25519 for today, ML-KEM-768 for later, because children's records outlive today's curves.
Bytes are those of X-Wing (draft-connolly-cfrg-xwing-kem): public = ML-KEM-768 1184 | X25519 32, private = one seed of 32 bytes, so that
other implementations can read our keys.
"""

import hashlib
import os
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519

PUBLIC_LEN = 1216
PRIVATE_LEN = 32

SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)

_MLKEM_PUBLIC_LEN = 1184
_MLKEM_SEED_LEN = 64


class KeyBytesError(ValueError):
    """These bytes are no key of this kind. Never shows the bytes."""


def fingerprint(public_bytes: bytes) -> bytes:
    """Give the SHA-256 of a public key's bytes: statements and wraps name a recipient by it."""
    return hashlib.sha256(public_bytes).digest()


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public key of somebody for whom a data key can be wrapped."""

    raw: bytes = field(repr=False)
    fingerprint: bytes
    hpke_key: hpke.MLKEM768X25519PublicKey = field(repr=False, compare=False)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Make it from its 1216 bytes. Raises KeyBytesError."""
        if len(raw) != PUBLIC_LEN:
            raise KeyBytesError(f"a recipient's public key has {PUBLIC_LEN} bytes, this has {len(raw)}")
        try:
            lattice = mlkem.MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC_LEN])
            curve = x25519.X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC_LEN:])
        except (ValueError, UnsupportedAlgorithm) as wrong:
            raise KeyBytesError("these bytes are no MLKEM768-X25519 public key") from wrong
        return cls(raw, fingerprint(raw), hpke.MLKEM768X25519PublicKey(lattice, curve))


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The private key that opens wraps made for `public`. Its printed form shows no secret."""

    seed: bytes = field(repr=False)
    public: PublicKey
    hpke_key: hpke.MLKEM768X25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def generate(cls) -> Self:
        """Make a new key pair."""
        return cls.from_bytes(os.urandom(PRIVATE_LEN))

    @classmethod
    def from_bytes(cls, seed: bytes) -> Self:
        """Make it from its 32-byte seed. Raises KeyBytesError."""
        if len(seed) != PRIVATE_LEN:
            raise KeyBytesError(f"a recipient's private key has {PRIVATE_LEN} bytes, this has {len(seed)}")
        expanded = hashlib.shake_256(seed).digest(_MLKEM_SEED_LEN + 32)
        lattice = mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_LEN])
        curve = x25519.X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_LEN:])
        public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        return cls(seed, PublicKey.from_bytes(public), hpke.MLKEM768X25519PrivateKey(lattice, curve))
