"""Small secret files: whole or not there, 0600 in a folder 0700. Knows nothing of what is in them."""

import contextlib
import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path

from appliance.vault.errors import VaultError

FOLDER_MODE = 0o700
FILE_MODE = 0o600
SECRET_LEN_MAX = (
    4096  # the largest is a webhook's secret or a device's API key, under 1 KiB; more is no secret but a mistake
)

_UNFINISHED = ".unfinished"


def open_folder(folder: Path) -> None:
    """Make the folder where it is missing, refuse one that others can enter, sweep up writes a power cut left unfinished."""
    try:
        if not folder.exists():
            folder.mkdir(mode=FOLDER_MODE, parents=True)
            _keep(folder.parent)
        check_folder(folder)
    except OSError as wrong:
        raise VaultError(
            f"cannot be made ({wrong.strerror})", folder, "Check its path and who may write there."
        ) from wrong
    for left_over in folder.glob(f"*{_UNFINISHED}"):
        left_over.unlink()


def check_folder(folder: Path) -> None:
    """Refuse a folder that others can enter, or that is none; changes nothing. Raises VaultError, OSError where it is missing."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise VaultError("is not a folder", folder, "Move it away; the vault makes a folder of that name itself.")
    _check(folder, found, FOLDER_MODE)


def read(path: Path, length: int | None = None) -> bytes | None:
    """The whole file, None where there is none. Raises VaultError for one others can read, or of another length than `length`."""
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
        _check(path, found, FILE_MODE)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            secret = file.read(SECRET_LEN_MAX + 1)
    except OSError as wrong:  # a sector that cannot be read any more says so only now
        raise VaultError(f"cannot be read ({wrong.strerror})", path, _RESTORE) from wrong
    finally:
        os.close(descriptor)
    if length is not None and len(secret) != length:
        raise VaultError(f"has {len(secret)} bytes instead of {length}: it is damaged", path, _RESTORE)
    if len(secret) > SECRET_LEN_MAX:
        raise VaultError(f"is longer than {SECRET_LEN_MAX} bytes: it is no secret of ours", path, _RESTORE)
    return secret


def written_ms(path: Path) -> int | None:
    """When the file was written, by the wall clock of that moment (ms since 1970); None where there is none. Raises VaultError."""
    try:
        return path.lstat().st_mtime_ns // 1_000_000
    except FileNotFoundError:
        return None
    except OSError as wrong:
        raise VaultError(f"cannot be read ({wrong.strerror})", path, _RESTORE) from wrong


def write(path: Path, secret: bytes) -> None:
    """Write the file so that after a power cut it is there whole, or as it was before. Raises VaultError."""
    if len(secret) > SECRET_LEN_MAX:
        raise VaultError(
            f"{len(secret)} bytes are too long for a secret", path, f"Give at most {SECRET_LEN_MAX} bytes."
        )
    unfinished = path.with_name(path.name + _UNFINISHED)
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, FILE_MODE)
            file.write(secret)
            file.flush()
            os.fsync(descriptor)
        unfinished.replace(path)
        _keep(path.parent)
    except OSError as wrong:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise VaultError(
            f"cannot be written ({wrong.strerror})", path, "Check that the disk is not full or broken."
        ) from wrong


def destroy(path: Path) -> None:
    """Overwrite the file and remove it; nothing to do where there is none. Raises VaultError.

    Overwriting reaches the same place on a hard disk. A flash card may keep the old bytes out of reach of software: what that
    means, and why a retired card is cut up, is in SECURITY.md.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    except OSError as wrong:
        raise _not_destroyed(path, wrong) from wrong
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(os.fstat(descriptor).st_size))
            file.flush()
            os.fsync(descriptor)
        path.unlink()
        _keep(path.parent)
    except OSError as wrong:
        raise _not_destroyed(path, wrong) from wrong


def names(folder: Path, ending: str) -> Iterator[str]:
    """Names of the files with that ending, without it, in order."""
    return (path.name.removesuffix(ending) for path in sorted(folder.glob(f"*{ending}")))


def _not_destroyed(path: Path, wrong: OSError) -> VaultError:
    return VaultError(f"cannot be destroyed ({wrong.strerror})", path, "Remove it by hand.")


_RESTORE = "Restore it from the provisioning card, or provision this box anew."


def _check(path: Path, found: os.stat_result, mode: int) -> None:
    if found.st_uid != os.geteuid():
        raise VaultError(
            f"belongs to user {_user(found.st_uid)}, but this runs as user {_user(os.geteuid())}",
            path,
            f"Run it as that user: sudo -u '{_user(found.st_uid)}' handbell … "
            f"Only if the daemon itself runs as {_user(os.geteuid())}: chown {os.geteuid()} {path}",
        )
    if stat.S_IMODE(found.st_mode) != mode:
        raise VaultError(
            f"has permissions {stat.S_IMODE(found.st_mode):04o} instead of {mode:04o}, so others may have read it",
            path,
            f"Find out who could, then: chmod {mode:04o} {path}",
        )


def _user(number: int) -> str:
    """A user's name, or its number in the form that sudo takes where there is none."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"#{number}"


def _keep(folder: Path) -> None:
    """A rename is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
