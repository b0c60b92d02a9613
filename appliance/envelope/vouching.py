"""Who has the recovery phrase says which box's bundles count. Pure; holds no phrase.

Bundles are sealed for the phrase's public half, which is no secret: anybody can seal one. So where the phrase is typed at a box, its key
signs that box's own, and each bundle of the box brings that signature along. The box keeps a signature, and no secret more.

    vouched   = Ed25519 public key 32 | signature 64, over the statement
    statement = label 32 | building 16 | box 16 | device key 32
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.envelope.hybrid import PrivateKey

NAME = "recovery.vouched"
"""The file in the folder of keys, and so in the bundle."""
KEY_LEN, SIGNATURE_LEN = 32, 64
VOUCHED_LEN = KEY_LEN + SIGNATURE_LEN
LABEL = b"handbell vouched v1".ljust(32, b"\0")


def statement(building: bytes, box: bytes, device_key: bytes) -> bytes:
    """What is said of a box."""
    return LABEL + building + box + device_key


def vouch(private: PrivateKey, said: bytes) -> bytes:
    """By who has the phrase behind this key."""
    key = _key_of(private)
    return key.public_key().public_bytes_raw() + key.sign(said)


def holds(vouched: bytes, said: bytes) -> bool:
    """Whether it is about this; whose it is, only the phrase can tell."""
    if len(vouched) != VOUCHED_LEN:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(vouched[:KEY_LEN]).verify(vouched[KEY_LEN:], said)
    except (InvalidSignature, ValueError):
        return False
    return True


def vouches(private: PrivateKey, vouched: bytes, said: bytes) -> bool:
    """Whether it is about this, and by who has the phrase behind this key."""
    return vouched[:KEY_LEN] == _key_of(private).public_key().public_bytes_raw() and holds(vouched, said)


def _key_of(private: PrivateKey) -> Ed25519PrivateKey:
    seed = HKDF(algorithm=SHA256(), length=KEY_LEN, salt=None, info=LABEL).derive(private.seed)
    return Ed25519PrivateKey.from_private_bytes(seed)
