"""Keeps a secret in a file under a passphrase: Argon2id, then ChaCha20-Poly1305. Knows nothing of what the secret is."""

import os
import stat
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from sync.transport.whole_file import write_whole

PASSPHRASE_LEN_MIN = (
    12  # letters; whoever copies the file may try for years, and six words are better than twelve letters
)
ITERATIONS, LANES, MEMORY_KIB = (
    3,
    4,
    64 * 1024,
)  # the second choice of RFC 9106, section 4: about 0.3 s, and 64 MiB for each try
MEMORY_KIB_MAX = (
    2 * 1024 * 1024
)  # so that a file that somebody changed cannot make us take all memory: RFC 9106, first choice
ITERATIONS_MAX = 64
LANES_MAX = 64
FILE_LEN_MAX = 1 << 20  # the largest file holds a root key and what was said under it, a few KB for each recipient

_SALT_LEN, _NONCE_LEN, _KEY_LEN = 16, 12, 32


class SecretError(Exception):
    """A secret cannot be read or kept. `str()` says which file, why, and what to do."""


class WrongPassphrase(SecretError):
    """The passphrase is wrong, or the file was changed: the two cannot be told apart."""


class _Sealed(msgspec.Struct, frozen=True, array_like=True, tag="sealed-1"):
    """The file's content. `purpose` keeps a file of one kind from being taken for another."""

    purpose: str
    salt: bytes
    iterations: int
    lanes: int
    memory_kib: int
    nonce: bytes
    ciphertext: bytes


def long_enough(passphrase: str) -> str:
    """Give the passphrase back if it is long enough. Raises SecretError."""
    if len(passphrase) < PASSPHRASE_LEN_MIN:
        raise SecretError(f"The passphrase is too short: take at least {PASSPHRASE_LEN_MIN} letters, better six words.")
    return passphrase


def write(path: Path, purpose: str, passphrase: str, secret: bytes) -> None:
    """Write a secret, mode 0600; the file is whole or as it was before. Raises SecretError."""
    long_enough(passphrase)
    sealed = _Sealed(
        purpose, os.urandom(_SALT_LEN), ITERATIONS, LANES, MEMORY_KIB, os.urandom(_NONCE_LEN), ciphertext=b""
    )
    ciphertext = _cipher(sealed, passphrase).encrypt(sealed.nonce, secret, _above(sealed))
    try:
        write_whole(path, msgspec.msgpack.encode(msgspec.structs.replace(sealed, ciphertext=ciphertext)))
    except OSError as wrong:
        raise SecretError(f"{path} cannot be written ({wrong.strerror}).") from wrong


def read(path: Path, purpose: str, passphrase: str) -> bytes:
    """Give the secret. Raises SecretError, WrongPassphrase."""
    sealed = _file(path)
    if sealed.purpose != purpose:
        raise SecretError(f"{path} is another kind of file: it holds {sealed.purpose}, and not {purpose}.")
    try:
        return _cipher(sealed, passphrase).decrypt(sealed.nonce, sealed.ciphertext, _above(sealed))
    except InvalidTag:
        raise WrongPassphrase(f"This is not the passphrase of {path}, or the file was damaged. Try again.") from None


def contents(path: Path) -> bytes:
    """Read a file that nobody else may read. Raises SecretError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as wrong:
        raise SecretError(f"{path} cannot be read ({wrong.strerror}).") from wrong
    with os.fdopen(descriptor, "rb") as file:
        mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
        if mode & 0o077:
            raise SecretError(
                f"{path} has permissions {mode:04o}, so others may have copied it. Then: chmod 0600 {path}"
            )
        return file.read(FILE_LEN_MAX + 1)


def _file(path: Path) -> _Sealed:
    data = contents(path)
    try:
        sealed = msgspec.msgpack.decode(data, type=_Sealed)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise SecretError(
            f"{path} holds no secret of Handbell, or is damaged. Take the copy you keep of it."
        ) from wrong
    usual = (
        1 <= sealed.iterations <= ITERATIONS_MAX
        and 1 <= sealed.lanes <= LANES_MAX
        and 8 * sealed.lanes <= sealed.memory_kib <= MEMORY_KIB_MAX
        and (len(sealed.salt), len(sealed.nonce)) == (_SALT_LEN, _NONCE_LEN)
    )
    if not usual:
        raise SecretError(f"{path} asks for more work or memory than Handbell ever does: somebody changed it.")
    return sealed


def _cipher(sealed: _Sealed, passphrase: str) -> ChaCha20Poly1305:
    derived = Argon2id(
        salt=sealed.salt,
        length=_KEY_LEN,
        iterations=sealed.iterations,
        lanes=sealed.lanes,
        memory_cost=sealed.memory_kib,
    )
    return ChaCha20Poly1305(derived.derive(passphrase.encode()))


def _above(sealed: _Sealed) -> bytes:
    """Give everything in the file except the ciphertext, to be authenticated with it."""
    return msgspec.msgpack.encode(msgspec.structs.replace(sealed, ciphertext=b""))
