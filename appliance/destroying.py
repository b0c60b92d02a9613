"""Overwrites a file or folder and removes it: bytes that opened something must not be readable any more, also after a power cut. Knows no
key. As with the keys themselves (`vault/files.py`), a flash card may keep the old bytes where software cannot reach them.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

PIECE = bytes(1 << 20)


def destroy(path: Path) -> None:
    """Destroy it; do nothing if there is none. Raises OSError; then what is left is still at its path."""
    if path.is_dir() and not path.is_symlink():
        for folder, _, names in os.walk(path):
            for name in names:
                _overwrite(Path(folder) / name)
        shutil.rmtree(path)
    else:
        with suppress(FileNotFoundError):
            _overwrite(path)
            path.unlink()


def _overwrite(path: Path) -> None:
    if path.is_symlink() or not path.is_file():
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "wb", buffering=0) as file:
        left = os.fstat(file.fileno()).st_size
        while left > 0:
            left -= file.write(PIECE[:left])
        os.fsync(file.fileno())
