"""Lets a test run as a user who owns no files, in the same process. Only root can change its user so."""

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
    """Run the block as a user who owns nothing. What was loaded before stays usable; the block can load nothing more."""
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@contextmanager
def open_folder() -> Iterator[Path]:
    """Make a folder that everybody may enter. pytest's own folder is closed to others."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
