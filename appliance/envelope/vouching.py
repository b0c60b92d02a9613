"""Lets whoever has the recovery phrase say which box's bundles count. Pure; holds no phrase.

    vouched   = Ed25519 public key 32 | signature 64, over the statement
    statement = label 32 | building 16 | box 16 | device key 32

Bundles are sealed for the phrase's public half, which is no secret: anybody can seal one. So when the phrase is typed at a box, its key
signs that box's device key, and each bundle of the box brings that signature along. The box keeps only the signature, and no secret.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.envelope.hybrid import PrivateKey

NAME = "recovery.vouched"
"""The name of the file in the folder of keys, and so in the bundle."""
KEY_LEN, SIGNATURE_LEN = 32, 64
VOUCHED_LEN = KEY_LEN + SIGNATURE_LEN
LABEL = b"handbell vouched v1".ljust(32, b"\0")


def statement(building: bytes, box: bytes, device_key: bytes) -> bytes:
    """Give the statement about a box."""
    return LABEL + building + box + device_key


def vouch(private: PrivateKey, said: bytes) -> bytes:
    """Sign a statement with the key of the phrase."""
    key = _key_of(private)
    return key.public_key().public_bytes_raw() + key.sign(said)


def holds(vouched: bytes, said: bytes) -> bool:
    """Return whether this is a valid signature over the statement. Only the phrase can tell whose signature it is."""
    if len(vouched) != VOUCHED_LEN:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(vouched[:KEY_LEN]).verify(vouched[KEY_LEN:], said)
    except (InvalidSignature, ValueError):
        return False
    return True


def vouches(private: PrivateKey, vouched: bytes, said: bytes) -> bool:
    """Return whether the key of this phrase signed the statement."""
    return vouched[:KEY_LEN] == _key_of(private).public_key().public_bytes_raw() and holds(vouched, said)


def _key_of(private: PrivateKey) -> Ed25519PrivateKey:
    seed = HKDF(algorithm=SHA256(), length=KEY_LEN, salt=None, info=LABEL).derive(private.seed)
    return Ed25519PrivateKey.from_private_bytes(seed)
