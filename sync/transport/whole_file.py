"""Writes a file so that it is there whole, or as it was before, even after a power cut or a pulled stick. Knows nothing of
what is in it.
"""

import contextlib
import os
from pathlib import Path

UNFINISHED = ".unfinished"
SECRET_MODE = 0o600


def write_whole(path: Path, data: bytes, mode: int = SECRET_MODE) -> None:
    """Write beside the file, flush to the disk, then rename. FAT has no modes, so there the mode is ignored. Raises OSError."""
    unfinished = path.with_name(path.name + UNFINISHED)
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as file:
        if (
            mode != SECRET_MODE
        ):  # what others must read gets its mode even where the process's mask (UMask=0077) would take it away
            with contextlib.suppress(PermissionError):  # FAT has no modes
                os.fchmod(descriptor, mode)
        file.write(data)
        file.flush()
        os.fsync(descriptor)
    unfinished.replace(path)
    keep_names(path.parent)


def keep_names(folder: Path) -> None:
    """Flush the folder: a name is on the disk only when its folder is. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
