"""Tests `apart.py`: a program that is run apart leaves nothing on this machine, and a skip names what cannot be had."""

import subprocess
from pathlib import Path

import pytest

from tests.apart import MOUNTS, apart, why_not


def test_what_is_mounted_there_is_not_seen_here(tmp_path: Path) -> None:
    subprocess.run([*apart("--mount"), "sh", "-c", f"{MOUNTS} && ls $1/inside", "-", str(tmp_path)], check=True)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_had_is_named_and_its_test_is_skipped() -> None:
    assert "unrecognized option '--no-such-space'" in (why_not("--no-such-space") or "")
    with pytest.raises(pytest.skip.Exception, match="--no-such-space"):
        apart("--no-such-space")
