"""Wipes a folder in which another process is still writing."""

import shutil
from pathlib import Path


def wipe(folder: Path, aside: Path) -> None:
    """Remove a folder with all that lies in it, in one moment. `aside` is a free path on the same disk: the folder goes there first.

    If its files were removed one by one at its own place, the other process could write a new one meanwhile, and the folder would not be
    empty when its turn comes.
    """
    folder.rename(aside)
    shutil.rmtree(aside)
