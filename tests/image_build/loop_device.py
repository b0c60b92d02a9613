"""Makes a file a disk of this machine until the block ends. The test is skipped where this is not allowed, and the reason is named."""

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
    """Give the file's device. `more` is as losetup(8) takes it."""
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
