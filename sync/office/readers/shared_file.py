"""Keeps a secret in a file for several users: it is sealed under a key that is made anew with each write and wrapped for each user. A
second, smaller secret is for users who get no more than that. Knows nothing of what the secrets are, and no passphrase.

It is one file, written whole: whoever is left out of it opens nothing that is written from then on.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from appliance.envelope.hybrid import SUITE, PrivateKey, PublicKey
from sync.office.sealed_file import SecretError, contents
from sync.transport.whole_file import write_whole

_LABEL = b"handbell office, key of "
_NONCE_LEN, _KEY_LEN = 12, 32


class _Wrapped(msgspec.Struct, frozen=True, array_like=True):
    """What one user opens: the key to the whole secret, or the smaller secret."""

    name: str
    whole: bool
    wrap: bytes


class _Shared(msgspec.Struct, frozen=True, array_like=True, tag="shared-1"):
    purpose: str
    users: tuple[_Wrapped, ...]
    nonce: bytes
    ciphertext: bytes


class NoUser(SecretError):
    """The file is not for this user."""


class LittleOnly(SecretError):
    """The file gives this user only the smaller secret."""


class For(msgspec.Struct, frozen=True):
    """A user that a file is written for. `whole`: this user opens all of it, and not only the smaller secret."""

    name: str
    public: bytes
    whole: bool


def is_shared(path: Path) -> bool:
    """Whether there is a file of this kind here. Raises SecretError where it cannot be read."""
    if not os.path.lexists(path):
        return False
    data = contents(path)
    try:
        msgspec.msgpack.decode(data, type=_Shared)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
    return True


def names(path: Path) -> tuple[str, ...]:
    """Give the names of the users that the file is for. Raises SecretError."""
    return tuple(each.name for each in _file(path).users)


def write(path: Path, purpose: str, users: Sequence[For], secret: bytes, little: bytes) -> None:
    """Write a file for these users and nobody else, mode 0600, whole or as it was before. Raises SecretError."""
    key = os.urandom(_KEY_LEN)
    wrapped = tuple(
        _Wrapped(
            each.name,
            each.whole,
            SUITE.encrypt(
                key if each.whole else little,
                PublicKey.from_bytes(each.public).hpke_key,
                info=_info(purpose, each.name, each.whole),
            ),
        )
        for each in users
    )
    shared = _Shared(purpose, wrapped, os.urandom(_NONCE_LEN), b"")
    ciphertext = ChaCha20Poly1305(key).encrypt(shared.nonce, secret, msgspec.msgpack.encode(shared))
    try:
        write_whole(path, msgspec.msgpack.encode(msgspec.structs.replace(shared, ciphertext=ciphertext)))
    except OSError as wrong:
        raise SecretError(f"{path} cannot be written ({wrong.strerror}).") from wrong


def read(path: Path, purpose: str, name: str, key: PrivateKey) -> bytes:
    """Give the whole secret. Raises SecretError, LittleOnly."""
    shared, mine = _of(path, purpose, name)
    if not mine.whole:
        raise LittleOnly(
            f"{name} is auditor here, and has no key that opens a record. What an auditor reads: handbell office readings"
        )
    above = msgspec.msgpack.encode(msgspec.structs.replace(shared, ciphertext=b""))
    try:
        return ChaCha20Poly1305(_unwrapped(path, purpose, mine, key)).decrypt(shared.nonce, shared.ciphertext, above)
    except InvalidTag:
        raise SecretError(f"{path} was changed, or is damaged. Take the copy you keep of it.") from None


def read_little(path: Path, purpose: str, name: str, key: PrivateKey) -> bytes | None:
    """Give the smaller secret; None for a user who opens all of it. Raises SecretError."""
    _, mine = _of(path, purpose, name)
    return None if mine.whole else _unwrapped(path, purpose, mine, key)


def _of(path: Path, purpose: str, name: str) -> tuple[_Shared, _Wrapped]:
    shared = _file(path)
    if shared.purpose != purpose:
        raise SecretError(f"{path} is another kind of file: it holds {shared.purpose}, and not {purpose}.")
    mine = next((each for each in shared.users if each.name == name), None)
    if mine is None:
        raise NoUser(
            f"{name!r} is no user of this office. A keeper makes one: handbell office users add NAME --role ROLE"
        )
    return shared, mine


def _unwrapped(path: Path, purpose: str, mine: _Wrapped, key: PrivateKey) -> bytes:
    try:
        return SUITE.decrypt(mine.wrap, key.hpke_key, info=_info(purpose, mine.name, mine.whole))
    except (InvalidTag, ValueError):
        raise SecretError(
            f"{path} is sealed for another key of {mine.name} than the one there is: one of the two files is an older copy."
            " A keeper ends this user and adds it again: handbell office users end"
        ) from None


def _file(path: Path) -> _Shared:
    data = contents(path)
    try:
        return msgspec.msgpack.decode(data, type=_Shared)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise SecretError(f"{path} holds no secret for users, or is damaged. Take the copy you keep of it.") from wrong


def _info(purpose: str, name: str, whole: bool) -> bytes:
    return _LABEL + msgspec.msgpack.encode((purpose, name, whole))
