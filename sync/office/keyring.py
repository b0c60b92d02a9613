"""Keeps the office's own keys in one file, under one passphrase or for several users: keys that open records, keys that sign *opened*, and
the store's keys. Opens nothing.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.api.discreet import Discreet
from appliance.envelope.deposit import Recipient, Signed
from appliance.envelope.hybrid import PrivateKey
from sync.office import sealed_file
from sync.office.readers import shared_file, user
from sync.office.readers.roles import Role
from sync.office.readers.user import User
from sync.office.sealed_file import SecretError

KEYRING_NAME = "office.keys"
RECOVERY_NAME = "recovery.key"
PURPOSE = "safety office keys"
RECOVERY_PURPOSE = "safety office recovery key"
STORE_KEY_LEN = 32


class OfficeKey(Discreet, frozen=True, array_like=True):
    """A key that records are sealed for. `signing` is the seed that signs *opened*; it is empty for the recovery key."""

    name: str
    made_ms: int
    seed: bytes
    signing: bytes

    def __repr__(self) -> str:
        return f"OfficeKey(name={self.name!r})"

    @property
    def opening(self) -> PrivateKey:
        """The private key that opens wraps. Making it takes about 0.1 ms: keep it."""
        return PrivateKey.from_bytes(self.seed)

    def recipient(self) -> Recipient:
        """Give the public half, as a notice names it."""
        signing = (
            Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw() if self.signing else b""
        )
        return Recipient(self.name, self.opening.public.raw, signing, self.made_ms)


class _Kept(msgspec.Struct, frozen=True, array_like=True, tag="office-1"):
    store: bytes
    tags: bytes
    keys: tuple[OfficeKey, ...]
    users: tuple[User, ...] = ()


@dataclass(slots=True)
class Keyring:
    """The opened file. `keys`: the newest last. `store` seals what the office keeps, `tags` hides what it looks up. `users`: includes
    former users. `opened_by`: the user's name, empty where there is one passphrase and no users.
    """

    path: Path
    passphrase: str
    store: bytes
    tags: bytes
    keys: tuple[OfficeKey, ...]
    _mark: tuple[int, int] = (0, 0)
    """The version of the file that it was read from or written as: every change writes a new file."""
    users: tuple[User, ...] = ()
    opened_by: str = ""
    _own: PrivateKey | None = None
    """The key of the user who opened it: if they choose another passphrase, what runs goes on."""

    def __repr__(self) -> str:
        return f"Keyring(path={str(self.path)!r}, keys={self.keys!r})"

    @classmethod
    def init(cls, folder: Path, passphrase: str, name: str, now_ms: int) -> "Keyring":
        """Make an office's keys. Raises SecretError where there are keys already."""
        path = folder / KEYRING_NAME
        if path.exists():
            raise SecretError(
                f"There are keys of an office at {path}. For another key beside them: handbell office keys new"
            )
        made = cls(path, passphrase, os.urandom(STORE_KEY_LEN), os.urandom(STORE_KEY_LEN), (new_key(name, now_ms),))
        made._keep()
        return made

    @classmethod
    def open(cls, folder: Path, passphrase: str, name: str = "") -> "Keyring":
        """Open the file with its passphrase, or with a user's. Raises SecretError."""
        return cls._read(folder / KEYRING_NAME, passphrase, name, user.read(folder, name, passphrase) if name else None)

    @classmethod
    def _read(cls, path: Path, passphrase: str, name: str, own: PrivateKey | None) -> "Keyring":
        mark = _mark_of(path)
        if own is not None:
            data = shared_file.read(path, PURPOSE, name, own)
        elif shared_file.is_shared(path):
            raise SecretError("This office has users: say who you are, with --user NAME or in HANDBELL_USER.")
        else:
            data = sealed_file.read(path, PURPOSE, passphrase)
        kept = msgspec.msgpack.decode(data, type=_Kept)
        return cls(path, passphrase, kept.store, kept.tags, kept.keys, mark, kept.users, name, own)

    def read_again(self) -> bool:
        """Read the file again if another command changed it. Give whether that was so. Raises SecretError."""
        if _mark_of(self.path) == self._mark:
            return False
        now = Keyring._read(self.path, self.passphrase, self.opened_by, self._own)
        self.keys, self.users, self._mark = now.keys, now.users, now._mark
        return True

    @property
    def role(self) -> Role:
        """The role of the user who opened it. With one passphrase and no users, whoever has it may do everything."""
        least = Role.COLLECTOR if self.users else Role.KEEPER
        return next((each.role for each in self.users if each.name == self.opened_by), least)

    @property
    def readings(self) -> bytes:
        """The key that seals the log of readings. An auditor gets only this key, and no other key follows from it."""
        return hashlib.blake2b(key=self.store, digest_size=32, person=b"readings").digest()

    def take_users(self, users: tuple[User, ...]) -> None:
        """Set the users; from now on only their own passphrases open the file. Raises SecretError."""
        self.users = users
        self._keep()

    @property
    def newest(self) -> OfficeKey:
        """The key that signs now, and that old data keys are wrapped for in a rotation."""
        return next(key for key in reversed(self.keys) if key.signing)

    @property
    def signing_key(self) -> bytes:
        """The public key under which *opened* is signed now."""
        return self._signing.public_key().public_bytes_raw()

    def sign(self, statement: bytes) -> Signed:
        """Sign an *opened*."""
        return Signed(statement, self.signing_key, self._signing.sign(statement))

    def add(self, key: OfficeKey) -> None:
        """Add a key. Raises SecretError."""
        if any(each.seed == key.seed for each in self.keys):
            raise SecretError(f"The key {key.name} is here already.")
        self.keys = (*self.keys, key)
        self._keep()

    def destroy(self, fingerprint: bytes) -> None:
        """Remove a key: what is sealed only for it can no longer be opened here. Raises SecretError."""
        self.keys = tuple(each for each in self.keys if each.opening.public.fingerprint != fingerprint)
        self._keep()

    def _keep(self) -> None:
        if _mark_of(self.path) != self._mark:
            raise SecretError(
                "Another command changed this office's keys or users meanwhile. Nothing was changed: do it again."
            )
        data = msgspec.msgpack.encode(_Kept(self.store, self.tags, self.keys, self.users))
        if self.users:
            now = [each for each in self.users if not each.ended_ms]
            given = [shared_file.For(each.name, each.public, each.role is not Role.AUDITOR) for each in now]
            shared_file.write(self.path, PURPOSE, given, data, self.readings)
        else:
            sealed_file.write(self.path, PURPOSE, self.passphrase, data)
        self._mark = _mark_of(self.path)

    @property
    def _signing(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.newest.signing)


def _mark_of(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_ino, found.st_mtime_ns


def auditors_key(folder: Path, passphrase: str, name: str) -> bytes | None:
    """Give the key with which an auditor opens the log of readings; None for a user who opens more. Raises SecretError."""
    return shared_file.read_little(folder / KEYRING_NAME, PURPOSE, name, user.read(folder, name, passphrase))


def new_key(name: str, now_ms: int) -> OfficeKey:
    """Make a key that opens and signs."""
    return OfficeKey(name, now_ms, os.urandom(32), os.urandom(32))


def make_recovery(folder: Path, passphrase: str, name: str, now_ms: int) -> OfficeKey:
    """Make a key that opens and signs nothing, on a machine without a network, for the day when all other keys are lost. Raises
    SecretError.
    """
    path = folder / RECOVERY_NAME
    if path.exists():
        raise SecretError(f"There is a recovery key at {path}. What is sealed for it opens with no other one.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = OfficeKey(name, now_ms, os.urandom(32), b"")
    sealed_file.write(path, RECOVERY_PURPOSE, passphrase, msgspec.msgpack.encode(made))
    return made


def read_recovery(path: Path, passphrase: str) -> OfficeKey:
    """Read a recovery key. Raises SecretError."""
    return msgspec.msgpack.decode(sealed_file.read(path, RECOVERY_PURPOSE, passphrase), type=OfficeKey)
