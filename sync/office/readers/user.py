"""Keeps a user of the office: a name, a role, and a key of their own in a file that only their passphrase opens. Opens no record."""

import os
import re
from pathlib import Path

import msgspec

from appliance.envelope.hybrid import PRIVATE_LEN, PrivateKey
from sync.office import sealed_file
from sync.office.readers.roles import Role
from sync.office.sealed_file import SecretError

FOLDER_NAME = "users"
FOLDER_MODE = 0o700
PURPOSE = "safety office user"
ONE_PASSPHRASE = "whoever has the one passphrase"  # noqa: S105 (by what the log of readings calls an office without users)

_NAME = re.compile(
    r"[a-z0-9][a-z0-9._-]{0,31}"
)  # the name is also the name of a file, and a word in a line of 80 columns


class User(msgspec.Struct, frozen=True, array_like=True):
    """A user, as the office's file of keys names them. `public`: the key that this file is sealed for. `ended_ms` is 0 for
    a present user.
    """

    name: str
    role: Role
    public: bytes
    made_ms: int
    ended_ms: int = 0


def name_of(text: str) -> str:
    """Give the name as it is kept. Raises SecretError where it is no valid name."""
    name = text.strip().casefold()
    if not _NAME.fullmatch(name):
        raise SecretError(
            f"{text!r} is no name for a user: 1 to 32 of a to z, 0 to 9, dot, dash and underscore, as in anna.meyer"
        )
    return name


def file_of(data: Path, name: str) -> Path:
    """Give the path of a user's key."""
    return data / FOLDER_NAME / f"{name}.user"


def new_key() -> PrivateKey:
    """Make a key for a new user."""
    return PrivateKey.from_bytes(os.urandom(PRIVATE_LEN))


def keep(data: Path, name: str, passphrase: str, key: PrivateKey) -> None:
    """Write a user's key under their passphrase. Raises SecretError."""
    path = file_of(data, name)
    try:
        path.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
    except OSError as wrong:
        raise SecretError(f"{path.parent} cannot be made ({wrong.strerror}).") from wrong
    sealed_file.write(path, PURPOSE, passphrase, key.seed)


def read(data: Path, name: str, passphrase: str) -> PrivateKey:
    """Read a user's key. Raises SecretError, WrongPassphrase."""
    return PrivateKey.from_bytes(sealed_file.read(file_of(data, name), PURPOSE, passphrase))


def forget(data: Path, name: str) -> None:
    """Delete a user's key. What it opened is no longer sealed for it anyway."""
    file_of(data, name).unlink(missing_ok=True)
