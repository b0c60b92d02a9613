"""Writes a new file that gets its name only when all of it is on the disk, so that nobody takes a part for the whole. Knows nothing of what
is in it.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from sync.district.folder import FILE_MODE, FolderError, keep_names

UNFINISHED = ".unfinished"


@contextmanager
def whole_file(path: Path) -> Generator[BinaryIO]:
    """Write what the block writes, mode 0600; no file where the block or the disk fails. Raises FolderError."""
    if path.exists(follow_symlinks=False):
        raise FolderError(f"{path} cannot be written: it exists already. Name another file.")
    unfinished = path.with_name(path.name + UNFINISHED)
    try:
        with _opened(unfinished) as file:
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                unfinished.rename(path)
            except BaseException:
                with suppress(OSError):  # the stick may have been pulled out
                    unfinished.unlink()
                raise
        keep_names(path.parent)
    except OSError as wrong:
        raise FolderError(f"{path} cannot be written: {wrong.strerror}.") from wrong


def _opened(unfinished: Path) -> BinaryIO:
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
    except FileExistsError as wrong:
        raise FolderError(
            f"{unfinished} exists: it is being written just now, or that was cut off. If nobody writes it, remove it."
        ) from wrong
    return os.fdopen(descriptor, "wb")
