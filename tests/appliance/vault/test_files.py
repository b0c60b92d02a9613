"""Tests a small secret file on a disk that fails: the fault is said of that file, and no unexpected error comes."""

from pathlib import Path

import pytest

from appliance.vault import files
from appliance.vault.errors import VaultError

UNREADABLE = Path("/proc/self/mem")
"""A plain file of ours that opens, and of which nothing can be read or synced, like one on a worn sector."""


def test_a_secret_that_opens_and_cannot_be_read_is_named() -> None:
    with pytest.raises(VaultError, match=r"cannot be read \(Input/output error\).*Restore it"):
        files.read(UNREADABLE)


def test_a_secret_that_cannot_be_destroyed_is_named() -> None:
    with pytest.raises(VaultError, match=r"cannot be destroyed .*Remove it by hand"):
        files.destroy(UNREADABLE)
    assert UNREADABLE.exists()


def test_a_folder_in_place_of_a_secret_is_refused_and_no_file_stays_open(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with pytest.raises(VaultError, match="is not a plain file"):
            files.read(tmp_path)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
