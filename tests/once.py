"""Makes something dear once for all workers of one run: the first that asks makes it, and the others wait and take what it made."""

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def of_the_run(factory: pytest.TempPathFactory) -> Path:
    """Give the folder of this run, in which the folders of all its workers are."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def once[T](folder: Path, make: Callable[[Path], T]) -> T:
    """Give what `make` makes in this folder, or what another worker has made there. If making fails, the next that asks tries it anew, in
    an empty folder. What is made must be something that pickle keeps, such as paths.
    """
    with folder.with_name(f"{folder.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the system lets go of it when the worker ends, however it ends
        kept = folder.with_name(f"{folder.name}.made")
        if kept.exists():
            read: T = pickle.loads(kept.read_bytes())
            return read
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        made = make(folder)
        kept.write_bytes(pickle.dumps(made))
        return made
