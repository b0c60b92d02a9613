"""Writes one small file whole, and onto the disk, before it returns. Knows nothing about what is in it."""

import os
from pathlib import Path


def keep(path: Path, data: bytes) -> None:
    """Write the file, readable by nobody else; after a power cut the old or the new one is there, and whole. Raises OSError."""
    new = path.with_suffix(".new")
    fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
