"""Reads and writes the files of pages' certificates: short ones, whole or not at all. Knows nothing of what is in them."""

import contextlib
import os
import stat
from pathlib import Path

from appliance.command_line import reason
from appliance.page_authority.errors import PageError

FILE_LEN_MAX = 64 << 10
"""64 KiB. The longest of our files is an authority's certificate with 400 names, with 8 KB."""
SECRET_MODE, SHOWN_MODE = 0o600, 0o644


def read(path: Path) -> bytes:
    """Read a file. Raises PageError for one that cannot be read or is too long; OSError never."""
    try:
        return read_short(path)
    except OSError as wrong:
        raise PageError(f"{path} cannot be read ({reason(wrong)}).") from wrong


def read_short(path: Path) -> bytes:
    """Read a regular file, without waiting for anything: another user may have put a pipe in its place. Raises OSError; PageError for
    what is no regular file, or too long.
    """
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(opened, "rb") as file:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise PageError(f"{path} is no regular file.")
        content = file.read(FILE_LEN_MAX + 1)
    if len(content) > FILE_LEN_MAX:
        raise PageError(f"{path} is longer than {FILE_LEN_MAX >> 10} KiB, which is too long for one of these files.")
    return content


def write_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file that is not there yet. Raises PageError where it is there, or cannot be written."""
    try:
        _write(path, content, mode, os.O_EXCL)
    except FileExistsError as wrong:
        raise PageError(f"{path} is there already, and is left as it is. Name another place.") from wrong
    except OSError as wrong:
        path.unlink(missing_ok=True)
        raise PageError(f"{path} cannot be written ({reason(wrong)}).") from wrong


def replace(path: Path, content: bytes, mode: int) -> None:
    """Write a file in the place of another, whole or not at all. Raises PageError."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        _write(unfinished, content, mode, os.O_EXCL)
        unfinished.replace(path)
        _sync(path.parent)
    except OSError as wrong:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise PageError(f"{path} cannot be written ({reason(wrong)}).") from wrong


def _write(path: Path, content: bytes, mode: int, how: int) -> None:
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | how, SECRET_MODE)
    with os.fdopen(opened, "wb") as file:
        file.write(content)
        file.flush()
        os.fchmod(opened, mode)  # whatever the umask is
        os.fsync(opened)


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
