"""Seals and opens a recovery bundle: what a new box needs of the box it replaces, for the recovery phrase and the safety office.

    sealed     = statement | signature of the device key | nonce 12 | ciphertext | wraps
    statement  = label 32 | building 16 | box 16 | u64 serial | u64 made_ms | u64 head | digest of the head's entry 32 | device key 32
        | SHA-256 of nonce and ciphertext 32 | u16 count | count times (fingerprint of a recipient 32 | SHA-256 of its wrap 32)
    ciphertext = ChaCha20-Poly1305 over the contents in msgpack, padded to 4 KiB, with everything of the statement before the SHA-256

A wrap may be left out on the way (the district is given only the safety office's): the statement still names it. Whoever opens a bundle
believes a device key that they learnt elsewhere. If the phrase is the only proof, they believe the key in the bundle. Opens no file.
"""

import hashlib
import os
import struct
from collections.abc import Callable, Iterable, Sequence
from typing import Self

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from appliance.envelope.format import DIGEST_LEN, ID_LEN, NONCE_LEN, TAG_LEN
from appliance.envelope.hybrid import SUITE, PrivateKey, PublicKey

BUNDLE_LEN_MAX = 1024 * 1024  # 400 credentials, 200 people, 60 weeks and a plan of a thousand rooms are 300 KB
# the recipient of a phrase, and the recovery recipients of one safety office, with room for a change of them
RECIPIENTS_MAX = 64
PAD_TO = 4096  # hides how many people or buttons there are
KEY_LEN = 32

_LABEL = b"handbell bundle v1".ljust(32, b"\0")
_KEY_LABEL = b"handbell bundle key v1".ljust(32, b"\0")
_ABOUT = struct.Struct(">16s16sQQQ32s32s")
_COUNT = struct.Struct(">H")
_LENGTH = struct.Struct(">I")


class BundleError(ValueError):
    """These bytes are no bundle, or not this one, or were changed. Says what and why, and shows nothing of the contents."""


class About(msgspec.Struct, frozen=True):
    """Which bundle it is and which box made it; everybody may read this. `head`: the last entry when it was made, with its digest."""

    building: bytes
    box: bytes
    serial: int
    made_ms: int
    head: int
    digest: bytes
    device_key: bytes

    def pack(self) -> bytes:
        """Pack the statement's first part. Raises BundleError."""
        try:
            packed = _ABOUT.pack(*msgspec.structs.astuple(self))
        except struct.error as wrong:
            raise BundleError(f"a number of the bundle is out of range ({wrong})") from wrong
        if (len(self.building), len(self.box)) != (ID_LEN, ID_LEN):
            raise BundleError("an id takes 16 bytes")
        return _LABEL + packed


class Contents(msgspec.Struct, frozen=True, array_like=True, tag="bundle-inside-1"):
    """The contents of a bundle. The printed form shows no secret.

    `files`: name in the folder of keys, content. `reading`: week, seed of the reading key. `counts`: button, contact, ledger, number of
    presses. `address_book`: which device is at which address. `succession`: seed of the key that signs, once, which box follows.

    `parents`: the boxes before this one. `recovery`: public half of the phrase's key pair.
    """

    building: bytes
    box: bytes
    device_key: bytes
    rank: int
    calls_so_far: int
    plan: bytes
    root: str
    files: tuple[tuple[str, bytes], ...]
    reading: tuple[tuple[str, bytes], ...]
    counts: tuple[tuple[str, str, str, int], ...]
    address_book: bytes
    succession: bytes
    parents: tuple[bytes, ...]
    recovery: bytes

    def __repr__(self) -> str:
        return (
            f"Contents(building={self.building.hex()}, box={self.box.hex()}, rank={self.rank}, files={len(self.files)})"
        )

    def __rich_repr__(self) -> None:  # type: ignore[override]  # as `appliance.api.discreet`, which is above this room
        """Give nothing: rich, which shows the values of a program that crashed, then uses `__repr__`."""


class Sealed(msgspec.Struct, frozen=True, array_like=True, tag="bundle-1"):
    """A bundle as it is on a stick or travels. `wraps`: fingerprint of a recipient, the content key wrapped for it."""

    statement: bytes
    signature: bytes
    nonce: bytes
    ciphertext: bytes
    wraps: tuple[tuple[bytes, bytes], ...]

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Unpack a bundle from its bytes. Raises BundleError."""
        if len(data) > BUNDLE_LEN_MAX:
            raise BundleError(f"has {len(data)} bytes, a bundle takes {BUNDLE_LEN_MAX}")
        try:
            sealed = msgspec.msgpack.decode(data, type=cls)
        except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
            raise BundleError(f"is no bundle of a box ({wrong})") from wrong
        sealed.recipients()
        return sealed

    def pack(self) -> bytes:
        """Give the bundle's bytes."""
        return msgspec.msgpack.encode(self)

    @property
    def about(self) -> About:
        """Read the first part of the statement. Raises BundleError."""
        self.recipients()
        return About(*_ABOUT.unpack_from(self.statement, len(_LABEL)))

    def recipients(self) -> dict[bytes, bytes]:
        """Give the fingerprint of every recipient, with the SHA-256 of the wrap. Raises BundleError."""
        begin = len(_LABEL) + _ABOUT.size + DIGEST_LEN
        if len(self.statement) < begin + _COUNT.size or not self.statement.startswith(_LABEL):
            raise BundleError("is no bundle that this release knows")
        (count,) = _COUNT.unpack_from(self.statement, begin)
        named = self.statement[begin + _COUNT.size :]
        if count > RECIPIENTS_MAX or len(named) != count * 2 * DIGEST_LEN:
            raise BundleError(f"says that it is for {count} recipients, and names others")
        pairs = [named[at : at + 2 * DIGEST_LEN] for at in range(0, len(named), 2 * DIGEST_LEN)]
        return {pair[:DIGEST_LEN]: pair[DIGEST_LEN:] for pair in pairs}

    def for_only(self, recipients: Iterable[bytes]) -> "Sealed":
        """Give the bundle with the wraps of these recipients only: so it may travel where the phrase's wrap must not."""
        kept = {*recipients}
        return msgspec.structs.replace(self, wraps=tuple(each for each in self.wraps if each[0] in kept))

    def check(self) -> None:
        """Check that the device it names signed all of it, as it is here. Raises BundleError."""
        named = self.recipients()
        begin = len(_LABEL) + _ABOUT.size
        if self.statement[begin : begin + DIGEST_LEN] != hashlib.sha256(self.nonce + self.ciphertext).digest():
            raise BundleError("was changed: its contents are not those that its box signed")
        for fingerprint, wrap in self.wraps:
            if named.get(fingerprint) != hashlib.sha256(wrap).digest():
                raise BundleError("was changed: a key in it is not one that its box signed")
        try:
            Ed25519PublicKey.from_public_bytes(self.about.device_key).verify(self.signature, self.statement)
        except (InvalidSignature, ValueError):
            raise BundleError("was changed: its box's signature does not hold") from None


def seal(
    contents: Contents,
    about: About,
    recipients: Sequence[PublicKey],
    sign: Callable[[bytes], bytes],
    key: bytes = b"",
    nonce: bytes = b"",
) -> Sealed:
    """Seal the contents for all these recipients. `key`, `nonce`: given in test vectors only. Raises BundleError where it would be too
    long.
    """
    key, nonce, front = key or os.urandom(KEY_LEN), nonce or os.urandom(NONCE_LEN), about.pack()
    ciphertext = ChaCha20Poly1305(key).encrypt(nonce, _padded(msgspec.msgpack.encode(contents)), front)
    wraps = tuple(
        (each.fingerprint, SUITE.encrypt(key, each.hpke_key, info=_info(about, each.fingerprint)))
        for each in recipients
    )
    named = b"".join(fingerprint + hashlib.sha256(wrap).digest() for fingerprint, wrap in wraps)
    statement = front + hashlib.sha256(nonce + ciphertext).digest() + _COUNT.pack(len(wraps)) + named
    sealed = Sealed(statement, sign(statement), nonce, ciphertext, wraps)
    if len(sealed.pack()) > BUNDLE_LEN_MAX or len(wraps) > RECIPIENTS_MAX:
        raise BundleError(
            f"would have {len(sealed.pack())} bytes for {len(wraps)} recipients, a bundle takes {BUNDLE_LEN_MAX}"
        )
    return sealed


def opened(sealed: Sealed, private: PrivateKey) -> Contents:
    """Open a bundle with this key. Raises BundleError, whose words tell a wrong phrase from a bundle that was changed."""
    sealed.check()
    about, fingerprint = sealed.about, private.public.fingerprint
    if fingerprint not in sealed.recipients():
        raise BundleError(
            "was made for other keys than this one: the phrase is another building's, or was renewed since"
        )
    wrap = dict(sealed.wraps).get(fingerprint)
    if wrap is None:
        raise BundleError(
            "came without the key that this opens: it was left out on the way, as the district's copy has it"
        )
    try:
        key = SUITE.decrypt(wrap, private.hpke_key, info=_info(about, fingerprint))
        inside = ChaCha20Poly1305(key).decrypt(sealed.nonce, sealed.ciphertext, about.pack())
        contents = msgspec.msgpack.decode(_unpadded(inside), type=Contents)
    except (InvalidTag, ValueError) as wrong:
        raise BundleError("does not open, though its box signed it: it was sealed wrongly") from wrong
    if (contents.building, contents.box, contents.device_key) != (about.building, about.box, about.device_key):
        raise BundleError("is about another box than it says outside")
    return contents


def _info(about: About, fingerprint: bytes) -> bytes:
    return _KEY_LABEL + about.building + about.box + about.serial.to_bytes(8) + fingerprint


def _padded(inside: bytes) -> bytes:
    filled = _LENGTH.pack(len(inside)) + inside
    return filled + bytes(-(len(filled) + TAG_LEN) % PAD_TO)


def _unpadded(padded: bytes) -> bytes:
    """Remove the padding. Raises ValueError."""
    if len(padded) < _LENGTH.size:
        raise ValueError("nothing is in it")
    (length,) = _LENGTH.unpack_from(padded)
    inside = padded[_LENGTH.size : _LENGTH.size + length]
    if _padded(inside) != padded:
        raise ValueError("its padding is another")
    return inside
