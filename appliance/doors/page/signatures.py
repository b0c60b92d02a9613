"""Checks what a browser signed. Knows no message, no plan and no clock."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from appliance.api.page.signed import SIGNATURE_LEN

_HALF = SIGNATURE_LEN // 2
_CURVE = ec.SECP256R1()
_ALGORITHM = ec.ECDSA(SHA256())


def is_key(public_key: bytes) -> bool:
    """Whether these bytes are an uncompressed point of P-256."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public_key)
    except ValueError:
        return False
    return public_key[:1] == b"\x04"


def is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature (r and s, 32 bytes each, as WebCrypto gives them) over the message is by this key."""
    if len(signature) != SIGNATURE_LEN:
        return False
    r, s = int.from_bytes(signature[:_HALF]), int.from_bytes(signature[_HALF:])
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public_key)
        key.verify(encode_dss_signature(r, s), message, _ALGORITHM)
    except (InvalidSignature, ValueError):
        return False
    return True
