"""Writes and reads the manifest, which says what an image is: every part with its size and SHA-256, what it was made from, and by which
commit. Pure except for reading keys.

The signature is Ed25519 over the bytes of the file, 64 bytes, in a file of its own. People can check it without us: `openssl pkeyutl
-verify -rawin -pubin -inkey KEY.pem -in MANIFEST -sigfile MANIFEST.sig`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from image_build.programs import CannotBuild

FORMAT = 1


class Piece(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file, or the used bytes of a partition at `start` in the image."""

    size: int
    sha256: str
    start: int | None = None


class Manifest(msgspec.Struct, frozen=True):
    """The whole file. `commit` ends with "+" if the clone had uncommitted changes. `packages` is the layers' list, unchanged."""

    format: int
    version: str
    target: str
    tested: str
    commit: str
    epoch: int
    kernel: str
    files: Mapping[str, Piece]
    parts: Mapping[str, Piece]
    packages: Sequence[Mapping[str, object]]


def piece_of(path: Path, *, start: int = 0, length: int | None = None) -> Piece:
    """Return size and digest of a file; with `length`, of that part of it."""
    digest = hashlib.sha256()
    left = path.stat().st_size - start if length is None else length
    size = left
    with path.open("rb") as source:
        source.seek(start)
        while left and (piece := source.read(min(left, 1024 * 1024))):
            digest.update(piece)
            left -= len(piece)
    return Piece(size, digest.hexdigest(), None if length is None else start)


def encoded(manifest: Manifest) -> bytes:
    """Write the bytes of the file: the same for equal manifests, and readable for people."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1) + b"\n"


def decoded(content: bytes) -> Manifest:
    """Read a manifest. Raises CannotBuild if it is none."""
    try:
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError as wrong:
        raise CannotBuild(f"This is no manifest of an image: {wrong}.") from wrong


def signed(content: bytes, key: Path) -> bytes:
    """Make the signature with the private key in a PEM file. Raises CannotBuild if the file holds none."""
    try:
        private = load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError) as wrong:
        raise CannotBuild(f"{key} holds no private key that can be read without a password: {wrong}.") from wrong
    if not isinstance(private, Ed25519PrivateKey):
        raise CannotBuild(f"{key} is not a key for Ed25519. `openssl genpkey -algorithm ed25519 -out {key}` makes one.")
    return private.sign(content)


def is_signed(content: bytes, signature: bytes, key: Path) -> bool:
    """Return whether this is that key's signature of these bytes. Raises CannotBuild if the file holds no public key."""
    try:
        public = load_pem_public_key(key.read_bytes())
    except (OSError, ValueError) as wrong:
        raise CannotBuild(f"{key} holds no public key: {wrong}.") from wrong
    if not isinstance(public, Ed25519PublicKey):
        raise CannotBuild(f"{key} is not a key for Ed25519.")
    try:
        public.verify(signature, content)
    except InvalidSignature:
        return False
    return True
