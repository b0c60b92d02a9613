"""Reads a recovery bundle as far as the district must: whose it is, and that its box signed all of it. Opens nothing.

Without this check, an attacker in an uplink could have rubbish kept in place of what the safety office needs when the box is dead.

    statement = label 32 | building 16 | box 16 | u64 serial | u64 made_ms | u64 head | digest 32 | device key 32
                | SHA-256 of nonce and ciphertext 32 | u16 count | count times (fingerprint of a recipient 32 | SHA-256 of its wrap 32)
"""

import hashlib
import struct

import msgspec

from appliance.envelope.deposit import Signed
from sync.district.receipt_key import signed_by_its_key

LABEL = b"handbell bundle v1".ljust(
    32, b"\0"
)  # the same as in appliance/envelope/bundle.py, which the server must not import
_FRONT = struct.Struct(">32s16s16sQQQ32s32s32sH")
_DIGEST_LEN = 32


class SealedBundle(msgspec.Struct, frozen=True, array_like=True, tag="bundle-1"):
    """A bundle as it travels. `wraps`: fingerprint of a recipient, and the key for it; some may be left out on the way, but not all."""

    statement: bytes
    signature: bytes
    nonce: bytes
    ciphertext: bytes
    wraps: tuple[tuple[bytes, bytes], ...]


def is_of(sealed: bytes, building: bytes, box: bytes, device_key: bytes, serial: int) -> bool:
    """Whether this box signed these very bytes under this serial, with a key in them for somebody."""
    try:
        bundle = msgspec.msgpack.decode(sealed, type=SealedBundle)
        label, *whose, number, _, _, _, key, digest, count = _FRONT.unpack_from(bundle.statement)
    except (msgspec.MsgspecError, UnicodeDecodeError, struct.error):
        return False
    named = bundle.statement[_FRONT.size :]
    pairs = {named[at : at + 2 * _DIGEST_LEN] for at in range(0, len(named), 2 * _DIGEST_LEN)}
    return (
        (label, *whose, number, key) == (LABEL, building, box, serial, device_key)
        and len(named) == count * 2 * _DIGEST_LEN
        and hashlib.sha256(bundle.nonce + bundle.ciphertext).digest() == digest
        and bool(bundle.wraps)
        and all(fingerprint + hashlib.sha256(wrap).digest() in pairs for fingerprint, wrap in bundle.wraps)
        and signed_by_its_key(Signed(bundle.statement, device_key, bundle.signature))
    )
