"""A file system of a test's own that is really small: the kernel says that it is full, not we."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(at: Path, size: str) -> Iterator[Path]:
    """`size` as tmpfs(5) takes it, mounted at a folder that is there; gone when the block ends, also where a process still stands on it."""
    words = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(at)]
    if os.geteuid() != 0 or subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody but root, or nobody at all, mount a small file system")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)
