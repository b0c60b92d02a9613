"""Tests the key of a device in a file."""

import base64
from pathlib import Path

import pytest

from appliance.buttons.adopting import KeyFileError, read_key

KEY = bytes(range(32))


@pytest.mark.parametrize("written", [KEY, base64.b64encode(KEY), base64.b64encode(KEY) + b"\n"])
def test_a_key_is_read_as_bytes_or_as_in_the_yaml(tmp_path: Path, written: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(written)
    assert read_key(file) == KEY


@pytest.mark.parametrize("written", [b"", b"secret", base64.b64encode(KEY[:31]), b"x" * 300, b"\xff" * 40])
def test_anything_else_is_no_key(tmp_path: Path, written: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(written)
    with pytest.raises(KeyFileError, match="44 characters"):
        read_key(file)
