"""Holds a key by which two ends agree on a secret: ECDH over P-256, which WebCrypto has in every browser. Knows no line and no file."""

from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.asymmetric import ec

from appliance.private_line.errors import PrivateLineError

PUBLIC_LEN = 65
"""An uncompressed point: 0x04, then 32 bytes each of x and y (SEC 1, section 2.3.3)."""
PRIVATE_LEN = 32

_CURVE = ec.SECP256R1()
_ORDER = _CURVE.group_order


def is_private(scalar: bytes) -> bool:
    """Whether these bytes can be a private key: 32 bytes, big-endian, from 1 to below the order of the curve."""
    return len(scalar) == PRIVATE_LEN and 0 < int.from_bytes(scalar) < _ORDER


@dataclass(frozen=True, slots=True)
class AgreementKey:
    """A key pair. `public` has 65 bytes. Its printed form shows no secret."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    public: bytes

    @classmethod
    def generate(cls) -> Self:
        """Make a new key pair."""
        return cls._of(ec.generate_private_key(_CURVE))

    @classmethod
    def from_bytes(cls, scalar: bytes) -> Self:
        """Make it from the 32 bytes of its private half. Raises PrivateLineError."""
        if not is_private(scalar):
            raise PrivateLineError(f"{len(scalar)} bytes that are no private key of P-256")
        return cls._of(ec.derive_private_key(int.from_bytes(scalar), _CURVE))

    def to_bytes(self) -> bytes:
        """Give the 32 bytes of the private half, for the file that keeps it."""
        return self.key.private_numbers().private_value.to_bytes(PRIVATE_LEN)

    def agree(self, public: bytes) -> bytes:
        """Give the 32 bytes that this key and the owner of `public` share. Raises PrivateLineError for bytes that are no point."""
        if len(public) != PUBLIC_LEN or public[:1] != b"\x04":
            raise PrivateLineError(f"{len(public)} bytes that are no uncompressed point of P-256")
        try:
            other = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public)
        except ValueError as error:
            raise PrivateLineError("65 bytes that are no point of P-256") from error
        return self.key.exchange(ec.ECDH(), other)

    @classmethod
    def _of(cls, key: ec.EllipticCurvePrivateKey) -> Self:
        point = key.public_key().public_numbers()
        return cls(key, b"\x04" + point.x.to_bytes(32) + point.y.to_bytes(32))
