"""Keeps the district server's keys, mode 0600 in a folder of mode 0700, and its store. Knows nothing of what is in them."""

import os
import shutil
import stat
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
DATA_DEFAULT = Path("/var/lib/handbell-district")


class FolderError(Exception):
    """A file is missing, exists already, or is open to others. The text says what to do."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The paths in one data folder. Servers that share a database share copies of `keys`."""

    data: Path

    @property
    def keys(self) -> Path:
        """The folder of certificate authority, server certificate and receipt key."""
        return self.data / "keys"

    @contextmanager
    def all_at_once(self) -> Generator["Folder"]:
        """Give a folder beside ours; its keys become ours when all of them are there. So a power cut leaves no keys, and
        never only some.
        """
        beside = Folder(self.data / "unfinished")
        shutil.rmtree(beside.data, ignore_errors=True)
        make_folder(beside.data)
        make_folder(beside.keys)
        yield beside
        beside.keys.replace(self.keys)
        keep_names(self.data)
        beside.data.rmdir()

    @property
    def database(self) -> Path:
        """The SQLite file, used where no other store is named."""
        return self.data / "district.db"

    @property
    def copying(self) -> Path:
        """The folder for what copies the store as it changes: its settings, and keys for the place of the copy."""
        return self.data / "copying"

    @property
    def copying_socket(self) -> Path:
        """Litestream's socket. It is here because the path of a socket takes at most 107 letters."""
        return self.data / "copying.sock"

    @property
    def socket(self) -> Path:
        """The socket for administrators on this machine; whoever may open it is one."""
        return self.data / "admin.sock"


def make_folder(folder: Path) -> None:
    """Make the folder if it is missing; refuse one that others can enter. Raises FolderError."""
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError as wrong:
        raise FolderError(f"{folder} cannot be made ({wrong.strerror}). Check who may write there.") from wrong
    if mode & 0o077:
        raise FolderError(f"{folder} has permissions {mode:04o}, so others may enter it. Do: chmod 0700 {folder}")


def write_new(path: Path, content: bytes) -> None:
    """Write a new file, mode 0600; it is on the disk when this returns. Raises FolderError where there is one already."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
    except OSError as wrong:
        raise FolderError(f"{path} cannot be made ({wrong.strerror}).") from wrong
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    keep_names(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Replace a file: after a power cut it is whole, or as it was before."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    write_new(unfinished, content)
    unfinished.replace(path)
    keep_names(path.parent)


def read_secret(path: Path) -> bytes:
    """Read a file that only its owner may read. Raises FolderError where it is missing or open to others."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError as wrong:
        raise FolderError(
            f"{path} is missing. Take it from the copy that was made of {path.parent} after handbell district init."
        ) from wrong
    except OSError as wrong:
        raise FolderError(
            f"{path} cannot be read ({wrong.strerror}). Run this as the user the server runs as."
        ) from wrong
    with os.fdopen(descriptor, "rb") as file:
        mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
        if mode & 0o077:
            raise FolderError(
                f"{path} has permissions {mode:04o}, so others may have read it. Find out who, then: chmod 0600 {path}"
            )
        return file.read()


def keep_names(folder: Path) -> None:
    """Flush the folder: a name is on the disk only when its folder is. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
