"""The rank beside the keys: there again after a start, and no reason not to start."""

from pathlib import Path

import pytest

from appliance.vault.errors import VaultError
from appliance.vault.rank import RANK_NAME
from appliance.vault.vault import Vault


def test_a_box_that_kept_none_has_none(tmp_path: Path) -> None:
    assert Vault.open(tmp_path / "keys").rank == 0


def test_what_is_kept_is_there_at_the_next_start(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path / "keys")
    vault.keep_rank(1_796_000_001)
    assert vault.rank == Vault.open(tmp_path / "keys").rank == 1_796_000_001
    assert (tmp_path / "keys" / RANK_NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damaged", [b"", b"\x00\x00\x01", bytes(5), b"\xff" * 4])
def test_one_that_cannot_be_read_counts_for_none_and_the_box_starts(tmp_path: Path, damaged: bytes) -> None:
    Vault.open(tmp_path / "keys").keep_rank(9)
    (tmp_path / "keys" / RANK_NAME).write_bytes(damaged)
    vault = Vault.open(tmp_path / "keys")
    assert vault.rank == 0
    vault.keep_rank(10)
    assert Vault.open(tmp_path / "keys").rank == 10


def test_one_that_cannot_be_kept_is_said_and_the_one_before_still_counts(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path / "keys")
    vault.keep_rank(9)
    (tmp_path / "keys" / RANK_NAME).unlink()
    (tmp_path / "keys" / RANK_NAME).mkdir()
    with pytest.raises(VaultError, match="cannot be written"):
        vault.keep_rank(10)
    assert vault.rank == 9
