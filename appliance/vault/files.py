"""Reads, writes and destroys small secret files: each whole or not there, 0600 in a folder 0700. Knows nothing of their content, and of
no second copy.
"""

import contextlib
import os
import pwd
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

from appliance.api.discreet import Discreet
from appliance.vault.errors import VaultError

FILE_MODE = 0o600
SECRET_LEN_MAX = (
    # the largest is a webhook's secret or a device's API key, under 1 KiB; a longer file is no secret but a mistake
    4096
)

_ASIDE = ".aside"
UNFINISHED = ".unfinished"
WRITING = threading.Lock()
"""Held while a file is written or unfinished files are swept up: a start repairs files in the loop and in a thread at the same time."""


class Look(Discreet, frozen=True):
    """A file as it is. `content` None: it cannot be read, or is not there. `wrong`: why it cannot be read, or why it is not as it must
    be.
    """

    there: bool = False
    content: bytes | None = None
    written_ns: int = 0
    wrong: str = ""
    foreign: bool = False

    def __repr__(self) -> str:
        return f"Look(there={self.there}, wrong={self.wrong!r})"


def look(path: Path, length_max: int = SECRET_LEN_MAX) -> Look:
    """Look at a file, also one that is not as it must be. Raises nothing."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return Look()
    except OSError as error:
        return Look(there=True, wrong=f"cannot be read ({error.strerror})", foreign=True)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return Look(there=True, wrong="is not a plain file", foreign=True)
        content = os.read(descriptor, length_max + 1)
    except OSError as error:  # a sector that cannot be read any more shows only now
        return Look(there=True, wrong=f"cannot be read ({error.strerror})", foreign=True)
    finally:
        os.close(descriptor)
    if len(content) > length_max:
        return Look(there=True, written_ns=found.st_mtime_ns, wrong=f"is longer than {length_max} bytes")
    wrong = ""
    if found.st_uid != os.geteuid():
        wrong = f"belongs to user {_user(found.st_uid)}"
    elif stat.S_IMODE(found.st_mode) != FILE_MODE:
        wrong = (
            f"has permissions {stat.S_IMODE(found.st_mode):04o} instead of {FILE_MODE:04o}, so others may have read it"
        )
    return Look(True, content, found.st_mtime_ns, wrong, foreign=found.st_uid != os.geteuid())


def read(path: Path, length: int | None = None) -> bytes | None:
    """Give the whole file, None if there is none. Raises VaultError for a file that others can read, or whose length is not `length`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as wrong:
        raise VaultError(f"cannot be read ({wrong.strerror})", path, _RESTORE) from wrong
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise VaultError("is not a plain file", path, _RESTORE)
        check_owner(path, found)
        check_mode(path, found, FILE_MODE)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            secret = file.read(SECRET_LEN_MAX + 1)
    except OSError as wrong:  # a sector that cannot be read any more shows only now
        raise VaultError(f"cannot be read ({wrong.strerror})", path, _RESTORE) from wrong
    finally:
        os.close(descriptor)
    if length is not None and len(secret) != length:
        raise VaultError(f"has {len(secret)} bytes instead of {length}: it is damaged", path, _RESTORE)
    if len(secret) > SECRET_LEN_MAX:
        raise VaultError(f"is longer than {SECRET_LEN_MAX} bytes: it is no secret of ours", path, _RESTORE)
    return secret


def written_ms(path: Path) -> int | None:
    """Give when the file was written, by the wall clock of that moment (ms since 1970); None if there is none. Raises VaultError."""
    try:
        return path.lstat().st_mtime_ns // 1_000_000
    except FileNotFoundError:
        return None
    except OSError as wrong:
        raise VaultError(f"cannot be read ({wrong.strerror})", path, _RESTORE) from wrong


def write(path: Path, secret: bytes, *, written_ns: int | None = None, waits: bool = True) -> None:
    """Write the file so that after a power cut it is there whole, or as it was before. Raises VaultError.

    `written_ns`: when its content was first written, if that was earlier. With `waits` False it does not wait for the disk: for a file
    that would be made again if it got lost.
    """
    with WRITING:
        _write(path, secret, written_ns=written_ns, waits=waits)


def _write(path: Path, secret: bytes, *, written_ns: int | None, waits: bool) -> None:
    unfinished = path.with_name(path.name + UNFINISHED)
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, FILE_MODE)
            file.write(secret)
            file.flush()
            if written_ns is not None:
                os.utime(descriptor, ns=(written_ns, written_ns))
            if waits:
                os.fsync(descriptor)
        unfinished.replace(path)
        if waits:
            keep(path.parent)
    except OSError as wrong:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise VaultError(
            f"cannot be written ({wrong.strerror})", path, "Check that the disk is not full or broken."
        ) from wrong


def own(path: Path) -> None:
    """Give a file of ours the rights it must have. Raises VaultError."""
    try:
        path.chmod(FILE_MODE)
    except OSError as wrong:
        raise VaultError(
            f"cannot be given its rights ({wrong.strerror})", path, f"chmod {FILE_MODE:04o} {path}"
        ) from wrong


def let_us_in(path: Path) -> None:
    """If our own file has rights that keep ourselves out, give it the rights it must have. Raises nothing."""
    with contextlib.suppress(OSError):
        found = path.lstat()
        if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & stat.S_IRUSR:
            path.chmod(FILE_MODE)


def out_of_the_way(path: Path) -> None:
    """Remove a file or link that is not ours to write; move a folder aside. Raises VaultError."""
    try:
        if path.is_dir() and not path.is_symlink():
            move_aside(path)
        else:
            path.unlink()
    except OSError as wrong:
        raise _not_destroyed(path, wrong) from wrong


def move_aside(path: Path) -> None:
    """Move away what is in the place of a file or folder of ours, and keep it. Raises OSError."""
    aside = path.with_name(path.name + _ASIDE)
    while os.path.lexists(aside):
        aside = aside.with_name(aside.name + _ASIDE)
    path.rename(aside)


def remove(path: Path) -> None:
    """Remove a file that holds no secret, also over a power cut; do nothing if there is none. Raises VaultError."""
    try:
        path.unlink()
        keep(path.parent)
    except FileNotFoundError:
        return
    except OSError as wrong:
        raise _not_destroyed(path, wrong) from wrong


def destroy(path: Path) -> None:
    """Overwrite the file with zeros and remove it; do nothing if there is none. Raises VaultError.

    Zeros, because the rest that a power cut leaves must not look like a secret. Overwriting reaches the same place on a hard disk. A
    flash card may keep the old bytes where software cannot reach them: SECURITY.md says what that means, and why a retired card is cut
    up.
    """
    try:
        descriptor = _opened_to_overwrite(path)
    except FileNotFoundError:
        return
    except OSError as wrong:
        raise _not_destroyed(path, wrong) from wrong
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(bytes(os.fstat(descriptor).st_size))
            file.flush()
            os.fsync(descriptor)
        path.unlink()
        keep(path.parent)
    except OSError as wrong:
        raise _not_destroyed(path, wrong) from wrong


def _opened_to_overwrite(path: Path) -> int:
    flags = os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(path, flags)
    except PermissionError:  # The file is ours, but its rights do not let us open it.
        if path.is_symlink():
            raise
        path.chmod(FILE_MODE)
        return os.open(path, flags)


def names(folder: Path, ending: str) -> Iterator[str]:
    """Give the names of the files with that ending, without the ending, in order."""
    return (path.name.removesuffix(ending) for path in sorted(folder.glob(f"*{ending}")))


def _not_destroyed(path: Path, wrong: OSError) -> VaultError:
    return VaultError(f"cannot be destroyed ({wrong.strerror})", path, "Remove it by hand.")


_RESTORE = "Restore it from the provisioning card, or provision this box anew."


def check_owner(path: Path, found: os.stat_result) -> None:
    """Refuse a file or folder of another user. Raises VaultError."""
    if found.st_uid != os.geteuid():
        raise VaultError(
            f"belongs to user {_user(found.st_uid)}, but this runs as user {_user(os.geteuid())}",
            path,
            f"Run it as that user: sudo -u '{_user(found.st_uid)}' handbell … "
            f"Only if the daemon itself runs as {_user(os.geteuid())}: chown {os.geteuid()} {path}",
        )


def check_mode(path: Path, found: os.stat_result, mode: int) -> None:
    """Refuse a file that others may read, or a folder that others may enter. Raises VaultError."""
    if stat.S_IMODE(found.st_mode) != mode:
        raise VaultError(
            f"has permissions {stat.S_IMODE(found.st_mode):04o} instead of {mode:04o}, so others may have read it",
            path,
            f"Find out who could, then: chmod {mode:04o} {path}",
        )


def _user(number: int) -> str:
    """Give a user's name; for a user without a name, the number in the form that sudo takes."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"#{number}"


def keep(folder: Path) -> None:
    """Sync the folder: a rename is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
