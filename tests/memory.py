"""Gives folders in memory to tests whose subject is not the disk. A disk that others use too may not answer for a second, and a box then
rightly says that it has recorded nothing.
"""

import atexit
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
WANTED = 1 << 30
"""Bytes that stay free. A box takes 3 MB, and a whole run has more than a thousand of them."""


_made: dict[Path, Path] = {}


def in_memory(folder: Path) -> Path:
    """Give the folder in memory that goes with this folder on the disk, or the one on the disk where there is too little memory. It is
    removed when the process of the tests ends.
    """
    if folder not in _made and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > WANTED:
        _made[folder] = Path(tempfile.mkdtemp(prefix="handbell-test-", dir=MEMORY))
        atexit.register(shutil.rmtree, _made[folder], ignore_errors=True)
    return _made.get(folder, folder)
