"""The box's own secrets: made once, kept close, never quietly replaced."""

import logging
import os
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from appliance.vault.errors import VaultError
from appliance.vault.vault import Vault, verify


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def test_a_first_start_makes_what_is_missing_and_a_second_finds_it(folder: Path) -> None:
    first = Vault.open(folder)
    second = Vault.open(folder)
    assert (len(first.building), len(first.box), len(first.device_public)) == (16, 16, 32)
    assert (first.building, first.box, first.device_public) == (second.building, second.box, second.device_public)
    assert first.tag("room:B204") == second.tag("room:B204")


def test_two_boxes_have_nothing_in_common(tmp_path: Path) -> None:
    one, other = Vault.open(tmp_path / "one"), Vault.open(tmp_path / "other")
    assert one.building != other.building and one.box != other.box and one.device_public != other.device_public
    assert one.tag("room:B204") != other.tag("room:B204")


def test_the_building_id_of_provisioning_is_kept(folder: Path) -> None:
    folder.mkdir(0o700)
    provisioned = folder / "building.id"
    provisioned.write_bytes(b"Lincoln ES 0042.")
    provisioned.chmod(0o600)
    assert Vault.open(folder).building == b"Lincoln ES 0042."


def test_everything_is_for_the_owner_only_whatever_the_umask(folder: Path) -> None:
    umask = os.umask(0)
    try:
        Vault.open(folder).reading.reading_key("2026-W48")
    finally:
        os.umask(umask)
    modes = {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.rglob("*")]}
    assert modes == {
        "vault": 0o700,
        "device.key": 0o600,
        "building.id": 0o600,
        "box.id": 0o600,
        "local.key": 0o600,
        "reading": 0o700,
        "2026-W48.key": 0o600,
    }


@pytest.mark.parametrize("name", ["device.key", "building.id", "box.id", "local.key"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o700, 0o400])
def test_a_file_with_other_permissions_is_refused_and_says_what_to_do(folder: Path, name: str, mode: int) -> None:
    Vault.open(folder)
    (folder / name).chmod(mode)
    with pytest.raises(VaultError) as refused:
        Vault.open(folder)
    assert refused.value.where == folder / name
    assert f"has permissions {mode:04o} instead of 0600" in refused.value.what
    assert f"chmod 0600 {folder / name}" in refused.value.do


@pytest.mark.parametrize("inside", ["", "reading"])
def test_a_folder_others_can_enter_is_refused(folder: Path, inside: str) -> None:
    Vault.open(folder)
    (folder / inside).chmod(0o750)
    with pytest.raises(VaultError, match="has permissions 0750 instead of 0700"):
        Vault.open(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_refused(folder: Path) -> None:
    Vault.open(folder)
    os.chown(folder / "device.key", 12345, -1)
    with pytest.raises(
        VaultError, match=r"belongs to user #12345, but this runs as user root\. .* sudo -u '#12345' handbell"
    ):
        Vault.open(folder)


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    Vault.open(folder)
    (folder / "device.key").rename(tmp_path / "elsewhere")
    (folder / "device.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(VaultError, match=r"device\.key: cannot be read"):
        Vault.open(folder)


def test_a_folder_that_is_a_file_or_a_link_is_refused(folder: Path, tmp_path: Path) -> None:
    Vault.open(tmp_path / "real")
    folder.symlink_to(tmp_path / "real")
    with pytest.raises(VaultError, match="is not a folder"):
        Vault.open(folder)
    folder.unlink()
    folder.touch()
    with pytest.raises(VaultError, match="is not a folder"):
        Vault.open(folder)


@pytest.mark.parametrize("name", ["device.key", "building.id", "box.id", "local.key"])
def test_a_damaged_secret_is_not_replaced(folder: Path, name: str) -> None:
    Vault.open(folder)
    (folder / name).write_bytes(b"short")
    with pytest.raises(VaultError, match=f"{name}: has 5 bytes instead of"):
        Vault.open(folder)
    assert (folder / name).read_bytes() == b"short"


@pytest.mark.parametrize("name", ["building.id", "box.id", "local.key", "device.key"])
def test_a_lost_secret_is_not_made_anew(folder: Path, name: str) -> None:
    Vault.open(folder).reading.reading_key("2026-W48")
    (folder / name).unlink()
    with pytest.raises(VaultError, match="is missing, though this box was started before"):
        Vault.open(folder)
    assert not (folder / name).exists()


def test_a_power_cut_during_the_first_start_leaves_a_first_start(folder: Path) -> None:
    begun = Vault.open(folder)
    (folder / "device.key").rename(folder / "device.key.unfinished")
    again = Vault.open(folder)
    assert again.box == begun.box and again.device_public != begun.device_public
    assert not (folder / "device.key.unfinished").exists()


def test_a_full_or_broken_disk_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VaultError, match="cannot be made"):
        Vault.open(tmp_path / "file" / "vault")


def test_the_device_signs_and_anybody_can_check(folder: Path) -> None:
    vault = Vault.open(folder)
    signature = vault.sign(b"the logbook ends here")
    assert verify(vault.device_public, b"the logbook ends here", signature)
    assert not verify(vault.device_public, b"the logbook ends there", signature)
    assert not verify(Vault.open(folder.parent / "other").device_public, b"the logbook ends here", signature)
    assert not verify(vault.device_public, b"the logbook ends here", signature[:-1])
    assert not verify(b"no key", b"the logbook ends here", signature)


def test_tags_tell_texts_apart_and_nothing_else(folder: Path) -> None:
    vault = Vault.open(folder)
    tags = {vault.tag(f"room:{room}") for room in range(500)}
    assert len(tags) == 500 and {len(tag) for tag in tags} == {16}


def test_what_is_hidden_is_revealed_by_this_box_only_and_only_unchanged(folder: Path) -> None:
    vault = Vault.open(folder)
    hidden = vault.hide(b"button b204 17")
    assert b"b204" not in hidden and hidden != vault.hide(b"button b204 17")
    assert Vault.open(folder).reveal(hidden) == b"button b204 17"
    with pytest.raises(InvalidTag):
        Vault.open(folder.parent / "other").reveal(hidden)
    with pytest.raises(InvalidTag):
        vault.reveal(hidden[:-1] + bytes([hidden[-1] ^ 1]))


def test_no_key_is_printed_or_logged(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    vault = Vault.open(folder)
    reader = vault.reading.reading_key("2026-W48")
    said = f"{vault!r} {vault.reading!r} {reader!r} {caplog.text}"
    for name in ("device.key", "local.key", "reading/2026-W48.key"):
        secret = (folder / name).read_bytes()
        assert repr(secret) not in said and secret.hex() not in said
