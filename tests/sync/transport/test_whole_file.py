"""Tests that files which are whole or not there have the permissions they were meant to have, whatever the process's umask."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.transport.whole_file import write_whole


@pytest.fixture
def keeping_all_to_itself() -> Iterator[None]:
    """Set the umask that the units of the box have (UMask=0077)."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("keeping_all_to_itself")
@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_what_others_shall_read_they_can_and_a_secret_they_cannot(tmp_path: Path, mode: int) -> None:
    write_whole(tmp_path / "file", b"said", mode)
    assert (tmp_path / "file").read_bytes() == b"said"
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == mode
