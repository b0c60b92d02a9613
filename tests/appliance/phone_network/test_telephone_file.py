"""Tests the daemon's file about the PBX: what is written is read, and nothing else is believed."""

from pathlib import Path

import pytest

from appliance.phone_network.telephone_file import Telephone, TelephoneFileError, read, written

SOUND = Telephone(pbx="10.20.0.5", port=5061, transport="tls", plan="00c0ffee")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "telephone.json"
    assert read(file) is None
    file.write_bytes(written(SOUND))
    assert read(file) == SOUND


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"pbx": "10.20.0.5", "port": 0, "transport": "tls"}',
        b'{"pbx": "10.20.0.5", "port": 5061, "transport": "sctp"}',
        b'{"pbx": "10.20.0.5", "port": 5061, "transport": "tls", "run": "sh"}',
        b'{"pbx": "10.20.0.5", "port": 5061, "transport": "tls", "plan": "../../etc"}',
        b'{"pbx": "10.20.0.5", "port": 5061, "transport": "tls"}' + b" " * 2000,
    ],
)
def test_what_is_no_file_of_ours_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "telephone.json"
    file.write_bytes(content)
    with pytest.raises(TelephoneFileError, match=r"telephone\.json is no file of ours"):
        read(file)
