"""The same process with the eyes of a user who owns nothing; only root can look so."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NOBODY = 65534

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can look with another user's eyes")


@contextmanager
def with_the_eyes_of_nobody() -> Iterator[None]:
    """What is loaded already stays; nothing more may be."""
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter, which pytest's own is not."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
