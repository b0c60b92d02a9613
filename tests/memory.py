"""Gives folders in memory to tests whose subject is not the disk. A disk that others use too may not answer for a second, and a box then
rightly says that it has recorded nothing.
"""

import atexit
import hashlib
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
WANTED = 1 << 30
"""Bytes that must be free. Six workers with a box each take less than a tenth of it."""


def in_memory(folder: Path) -> Path:
    """Give the folder in memory that goes with this folder on the disk, or the one on the disk where there is too little memory. It is
    removed when the process of the tests ends.
    """
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < WANTED:
        return folder
    made = MEMORY / f"handbell-test-{hashlib.sha256(bytes(folder.absolute())).hexdigest()[:16]}"
    if not made.exists():
        made.mkdir(mode=0o700)
        atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made
