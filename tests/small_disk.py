"""Mounts a really small file system for a test, so that the kernel itself says that it is full."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(at: Path, size: str) -> Iterator[Path]:
    """Mount a tmpfs of this `size` (as tmpfs(5) takes it) at a folder that exists. It is gone when the block ends, even if a process still
    uses it.
    """
    words = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(at)]
    if os.geteuid() != 0 or subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody but root, or nobody at all, mount a small file system")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)
