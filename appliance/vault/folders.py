"""Makes and repairs the folders of secrets: 0700 and ours. Knows no file in them."""

import contextlib
import os
import stat
from pathlib import Path

from appliance.vault.errors import VaultError
from appliance.vault.files import UNFINISHED, WRITING, check_mode, check_owner, keep, move_aside

FOLDER_MODE = 0o700


def open_folder(folder: Path) -> None:
    """Make the folder if it is missing, refuse one that others can enter, and sweep up writes that a power cut left unfinished."""
    try:
        if not folder.exists():
            folder.mkdir(mode=FOLDER_MODE, parents=True)
            keep(folder.parent)
        check_folder(folder)
        check_mode(folder, folder.lstat(), FOLDER_MODE)
    except OSError as wrong:
        raise VaultError(
            f"cannot be made ({wrong.strerror})", folder, "Check its path and who may write there."
        ) from wrong
    sweep(folder)


def sweep(folder: Path) -> None:
    """Remove the unfinished files of writes that a power cut ended. A file that cannot be removed does no harm."""
    with WRITING:
        for left_over in folder.glob(f"*{UNFINISHED}"):
            with contextlib.suppress(OSError):
                left_over.unlink()


def mend_folder(folder: Path) -> str:
    """Make the folder if it is missing, and put it right if it is wrong. Say what was wrong with an existing one. Raises VaultError.

    A path that is no folder, or a folder of somebody else, is moved aside: the folder around it is ours, and second copies fill the new
    one.
    """
    try:
        wrong = _mended(folder)
    except OSError as error:
        raise VaultError(
            f"cannot be made ({error.strerror})", folder, "Check its path and who may write there."
        ) from error
    sweep(folder)
    return wrong


def folder_wrong(folder: Path) -> str:
    """Say what is wrong with the rights of an existing folder of ours; empty if nothing is."""
    mode = stat.S_IMODE(folder.lstat().st_mode)
    return (
        ""
        if mode == FOLDER_MODE
        else f"has permissions {mode:04o} instead of {FOLDER_MODE:04o}, so others may enter it"
    )


def _mended(folder: Path) -> str:
    try:
        found = folder.lstat()
    except FileNotFoundError:
        folder.mkdir(mode=FOLDER_MODE, parents=True)
        folder.chmod(FOLDER_MODE)  # set the rights whatever the umask is
        keep(folder.parent)
        return ""
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid():
        if wrong := folder_wrong(folder):
            folder.chmod(FOLDER_MODE)
        return wrong
    if stat.S_ISDIR(found.st_mode) and os.geteuid() == 0:
        os.chown(folder, 0, -1)
        folder.chmod(FOLDER_MODE)
        return "belonged to another user"
    wrong = f"{'belonged to another user' if stat.S_ISDIR(found.st_mode) else 'was not a folder'} and was moved aside"
    move_aside(folder)
    folder.mkdir(mode=FOLDER_MODE)
    keep(folder.parent)
    return wrong


def check_folder(folder: Path) -> None:
    """Refuse a path that is no folder, or a folder of another user; change nothing. Raises VaultError, OSError where it is missing."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise VaultError("is not a folder", folder, "Move it away; the vault makes a folder of that name itself.")
    check_owner(folder, found)
