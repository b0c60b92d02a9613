"""Tests the lasting key of private lines: made once, kept twice, healed, and made anew when it is lost, with a word to people."""

from pathlib import Path

import pytest

from appliance.private_line.agreement_key import PRIVATE_LEN
from appliance.vault import files
from appliance.vault.errors import VaultError
from appliance.vault.kinds import OWN
from appliance.vault.pairs import Pairs
from appliance.vault.vault import PAGES_NAME, Vault


def said(vault: Vault) -> list[str]:
    return [each.says for each in vault.mended if each.file == PAGES_NAME]


def test_the_key_is_made_once_and_is_the_same_after_each_start(tmp_path: Path) -> None:
    first = Vault.open(tmp_path / "keys")
    made = first.pages_key()
    assert (tmp_path / "keys" / PAGES_NAME).stat().st_mode & 0o777 == files.FILE_MODE
    assert first.pages_key().public == made.public
    again = Vault.open(tmp_path / "keys")
    assert again.pages_key().public == made.public
    assert said(first) == said(again) == []


@pytest.mark.parametrize("damage", [b"", b"\x00" * PRIVATE_LEN, b"\xff" * PRIVATE_LEN, b"x" * (PRIVATE_LEN - 1)])
def test_a_damaged_copy_is_put_right_from_the_other(tmp_path: Path, damage: bytes) -> None:
    made = Vault.open(tmp_path / "keys").pages_key()
    (tmp_path / "keys" / PAGES_NAME).write_bytes(damage)
    vault = Vault.open(tmp_path / "keys")
    assert vault.pages_key().public == made.public
    assert [each.file for each in vault.mend()] == [PAGES_NAME]
    assert (tmp_path / "keys" / PAGES_NAME).read_bytes() == made.to_bytes()


def test_a_lost_key_is_made_anew_and_people_are_told_to_pair_anew(tmp_path: Path) -> None:
    made = Vault.open(tmp_path / "keys").pages_key()
    for path in (tmp_path / "keys" / PAGES_NAME, tmp_path / "keys" / "copies" / PAGES_NAME):
        path.write_bytes(b"rotten")
    vault = Vault.open(tmp_path / "keys")
    other = vault.pages_key()
    assert other.public != made.public
    assert len(said(vault)) == 1 and "Pair the phones of responders and the desks in a browser anew." in said(vault)[0]
    again = Vault.open(tmp_path / "keys")
    assert again.pages_key().public == other.public and said(again) == []


def test_a_key_that_somebody_removed_is_made_anew(tmp_path: Path) -> None:
    made = Vault.open(tmp_path / "keys").pages_key()
    for path in (tmp_path / "keys" / PAGES_NAME, tmp_path / "keys" / "copies" / PAGES_NAME):
        path.unlink()
    assert Vault.open(tmp_path / "keys").pages_key().public != made.public


def test_a_disk_that_takes_nothing_keeps_the_box_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault.open(tmp_path / "keys")

    def full(*_: object) -> None:
        raise VaultError("cannot be written (No space left on device)", tmp_path, "Make room.")

    monkeypatch.setattr(Pairs, "make_anew", full)
    assert len(vault.pages_key().public) == 65
    assert len(said(vault)) == 1 and "No space left on device" in said(vault)[0]


def test_a_new_box_gets_the_key_with_the_recovery_bundle() -> None:
    assert OWN[PAGES_NAME].in_bundle
