"""The slow hash that PINs and reporters' codes share: right only here, whoever else has the hash."""

from pathlib import Path

import pytest

from appliance.vault import files
from appliance.vault.slow_hash import DamagedHash, SlowHash


@pytest.fixture
def pepper(tmp_path: Path) -> Path:
    files.open_folder(tmp_path / "keys")
    return tmp_path / "keys" / "reporters.pepper"


def test_a_code_is_right_also_after_a_restart_and_another_is_not(pepper: Path) -> None:
    hashed = SlowHash(pepper).make("7KQ2-M9XD")
    assert SlowHash(pepper).is_right("7KQ2-M9XD", hashed)
    assert not SlowHash(pepper).is_right("7KQ2-M9XE", hashed)
    assert pepper.stat().st_mode & 0o777 == 0o600


def test_the_same_code_never_has_the_same_hash(pepper: Path) -> None:
    slow = SlowHash(pepper)
    assert slow.make("7KQ2-M9XD") != slow.make("7KQ2-M9XD")


def test_with_the_hash_but_without_the_pepper_nothing_is_right(pepper: Path) -> None:
    hashed = SlowHash(pepper).make("7KQ2-M9XD")
    pepper.write_bytes(bytes(32))
    assert not SlowHash(pepper).is_right("7KQ2-M9XD", hashed)
    pepper.unlink()
    assert not SlowHash(pepper).is_right("7KQ2-M9XD", hashed)
    assert not pepper.exists(), "checking makes no pepper"


def test_what_is_no_hash_is_damage_and_not_merely_wrong(pepper: Path) -> None:
    with pytest.raises(DamagedHash):
        SlowHash(pepper).is_right("7KQ2-M9XD", "rubbish")
