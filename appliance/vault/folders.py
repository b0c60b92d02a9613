"""The folders of secrets: 0700, ours, and put right where they are not. Knows no file in them."""

import contextlib
import os
import stat
from pathlib import Path

from appliance.vault.errors import VaultError
from appliance.vault.files import UNFINISHED, WRITING, check_mode, check_owner, keep, move_aside

FOLDER_MODE = 0o700


def open_folder(folder: Path) -> None:
    """Make the folder where it is missing, refuse one that others can enter, sweep up writes a power cut left unfinished."""
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
    """Remove what writes left behind that a power cut ended. What cannot be removed is in nobody's way."""
    with WRITING:
        for left_over in folder.glob(f"*{UNFINISHED}"):
            with contextlib.suppress(OSError):
                left_over.unlink()


def mend_folder(folder: Path) -> str:
    """Make the folder where it is missing, and put it right where it is wrong; what was wrong with one that was there. Raises VaultError.

    What is no folder, or somebody else's, is moved aside: the folder around it is ours, and second copies fill the new one.
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
    """What is wrong with the rights of a folder of ours that is there; empty where nothing is."""
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
        folder.chmod(FOLDER_MODE)  # whatever the umask
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
    """Refuse one that is no folder, or another user's; changes nothing. Raises VaultError, OSError where it is missing."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise VaultError("is not a folder", folder, "Move it away; the vault makes a folder of that name itself.")
    check_owner(folder, found)
