"""A file as a disk of this machine, gone when the block ends. Skipped by name where nobody may have one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from image_build.programs import found
from tests.image_build.cards import ran


@contextmanager
def loop_device(file: Path, *more: str) -> Iterator[Path]:
    """Its device. `more` as losetup(8) takes it."""
    if os.geteuid() != 0 or found("losetup") is None:
        pytest.skip("a loop device needs root and losetup")
    try:
        device = Path(ran("losetup", "--find", "--show", *more, str(file)).decode().strip())
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no loop device here: {error.stderr!r}")
    try:
        yield device
    finally:
        ran("losetup", "--detach", str(device))
