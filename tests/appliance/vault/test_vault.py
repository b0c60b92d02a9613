"""Tests the box's own secrets: made once, readable for nobody else, kept twice, and healed where one copy is damaged."""

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from appliance.vault.errors import VaultError
from appliance.vault.vault import Vault, verify

OWN = ("device.key", "building.id", "box.id", "local.key")


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
        Vault.open(folder).reading_keys.reading_key("2026-W48")
    finally:
        os.umask(umask)
    modes = {str(path.relative_to(folder.parent)): path.stat().st_mode & 0o777 for path in [folder, *folder.rglob("*")]}
    keys = [*OWN, "reading/2026-W48.key"]
    assert modes == {
        **{f"vault/{each}": 0o600 for each in keys},
        **{f"vault/copies/{each}": 0o600 for each in keys},
        **dict.fromkeys(["vault", "vault/reading", "vault/copies", "vault/copies/reading"], 0o700),
    }


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o700, 0o400, 0o000])
def test_a_file_with_other_permissions_is_put_right_and_named(folder: Path, name: str, mode: int) -> None:
    first = Vault.open(folder)
    (folder / name).chmod(mode)
    again = Vault.open(folder)
    (said,) = again.mended
    assert (said.file, said.lost) == (name, False) and (f"has permissions {mode:04o}" in said.wrong or os.geteuid())
    assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert (again.box, again.device_public) == (first.box, first.device_public)


@pytest.mark.parametrize("inside", [".", "reading", "copies", "copies/reading"])
def test_a_folder_others_can_enter_is_put_right_and_named(folder: Path, inside: str) -> None:
    Vault.open(folder)
    (folder / inside).chmod(0o750)
    (said,) = Vault.open(folder).mended
    assert said.file == inside and "has permissions 0750 instead of 0700" in said.wrong
    assert (folder / inside).stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("name", OWN)
def test_a_file_of_another_user_is_replaced_by_one_of_ours(folder: Path, name: str) -> None:
    first = Vault.open(folder)
    os.chown(folder / name, 12345, -1)
    again = Vault.open(folder)
    (said,) = again.mended
    assert said.file == name and "belongs to user #12345" in said.wrong
    assert (folder / name).stat().st_uid == os.geteuid() and again.box == first.box


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_keys_of_another_user_are_refused_and_left_as_they_are(folder: Path) -> None:
    Vault.open(folder)
    os.chown(folder, 12345, -1)
    with pytest.raises(
        VaultError, match=r"belongs to user #12345, but this runs as user root\. .* sudo -u '#12345' handbell"
    ):
        Vault.open(folder)
    assert folder.stat().st_uid == 12345


def test_a_link_is_not_followed_and_a_folder_in_the_way_is_moved(folder: Path, tmp_path: Path) -> None:
    first = Vault.open(folder)
    (tmp_path / "elsewhere").write_bytes(b"x" * 32)
    (folder / "device.key").unlink()
    (folder / "device.key").symlink_to(tmp_path / "elsewhere")
    (folder / "local.key").unlink()
    (folder / "local.key").mkdir()
    again = Vault.open(folder)
    assert again.device_public == first.device_public and again.tag("room") == first.tag("room")
    assert not (folder / "device.key").is_symlink() and (folder / "local.key.aside").is_dir()
    assert (tmp_path / "elsewhere").read_bytes() == b"x" * 32


def test_a_folder_that_is_a_file_or_a_link_is_refused(folder: Path, tmp_path: Path) -> None:
    Vault.open(tmp_path / "real")
    folder.symlink_to(tmp_path / "real")
    with pytest.raises(VaultError, match="is not a folder"):
        Vault.open(folder)
    folder.unlink()
    folder.touch()
    with pytest.raises(VaultError, match="is not a folder"):
        Vault.open(folder)


@pytest.mark.parametrize("inside", ["reading", "copies"])
def test_what_is_no_folder_below_it_is_moved_aside(folder: Path, inside: str) -> None:
    key = Vault.open(folder).reading_keys.reading_key("2026-W48")
    shutil.rmtree(folder / inside)
    (folder / inside).write_bytes(b"rubbish")
    again = Vault.open(folder)
    assert again.reading_keys.reading_key("2026-W48") == key
    assert any(said.file == inside for said in again.mended)
    assert (folder / f"{inside}.aside").read_bytes() == b"rubbish"
    assert Vault.open(folder).mended == ()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a flipped bit": lambda file: file.write_bytes(bytes([file.read_bytes()[0] ^ 1]) + file.read_bytes()[1:]),
    "zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-5]),
    "empty": lambda file: file.write_bytes(b""),
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"x"),
    "endless": lambda file: file.write_bytes(bytes(100_000)),
    "gone": lambda file: file.unlink(),
    "another's": lambda file: file.write_bytes(os.urandom(file.stat().st_size)),
}


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("name", [*OWN, "rank", "reading/2026-W48.key"])
@pytest.mark.parametrize("copy", ["", "copies/"])
def test_whichever_copy_is_damaged_the_other_counts_and_it_is_named(
    folder: Path, name: str, copy: str, damage: Callable[[Path], object]
) -> None:
    first = Vault.open(folder)
    first.keep_rank(1_796_000_000)
    key = first.reading_keys.reading_key("2026-W48")
    damage(folder / copy / name)
    again = Vault.open(folder)
    assert (again.building, again.box, again.device_public) == (first.building, first.box, first.device_public)
    assert again.tag("room") == first.tag("room") and again.reading_keys.reading_key("2026-W48") == key
    assert again.rank == first.rank and again.stand_in_for is None and not again.local_key_is_new
    assert [said.file for said in again.mended] == [name] and not again.mended[0].lost
    assert Vault.open(folder).mended == ()


def test_a_folder_of_keys_of_before_gets_its_copies_at_its_first_start_and_says_nothing(folder: Path) -> None:
    first = Vault.open(folder)
    key = first.reading_keys.reading_key("2026-W48")
    shutil.rmtree(folder / "copies")
    again = Vault.open(folder)
    assert again.mended == () and again.box == first.box
    for file in (folder / "device.key", folder / "box.id", folder / "reading" / "2026-W48.key"):
        file.unlink()
    healed = Vault.open(folder)
    assert (healed.box, healed.device_public) == (first.box, first.device_public)
    assert healed.reading_keys.reading_key("2026-W48") == key


def test_copies_that_vanish_later_are_made_anew_and_named(folder: Path) -> None:
    Vault.open(folder).keep_rank(7)
    shutil.rmtree(folder / "copies")
    assert [said.file for said in Vault.open(folder).mended] == ["copies"]
    assert Vault.open(folder).mended == ()


def test_a_power_cut_during_the_first_start_leaves_a_first_start(folder: Path) -> None:
    begun = Vault.open(folder)
    (folder / "device.key").rename(folder / "device.key.unfinished")
    (folder / "copies" / "device.key").unlink()
    again = Vault.open(folder)
    assert again.box == begun.box and again.device_public != begun.device_public and again.stand_in_for is None
    assert not (folder / "device.key.unfinished").exists()


def test_the_rank_is_kept_and_never_falls(folder: Path) -> None:
    vault = Vault.open(folder)
    assert vault.rank == 0
    vault.keep_rank(41)
    vault.keep_rank(7)
    assert vault.rank == Vault.open(folder).rank == 41 and (folder / "rank").read_bytes() == b"41\n"
    with pytest.raises(ValueError, match="int32"):
        vault.keep_rank(2**31)


def test_of_two_ranks_the_higher_counts_unless_no_box_ever_rose_so_far(folder: Path) -> None:
    vault = Vault.open(folder)
    vault.keep_rank(41)
    older = (folder / "copies" / "rank").read_bytes()
    vault.keep_rank(42)
    (folder / "copies" / "rank").write_bytes(older)
    assert Vault.open(folder).rank == 42
    (folder / "rank").write_bytes(b"900000042\n")
    assert Vault.open(folder).rank == 42


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
    reader = vault.reading_keys.reading_key("2026-W48")
    said = f"{vault!r} {vault.reading_keys!r} {reader!r} {caplog.text}"
    for name in ("device.key", "local.key", "reading/2026-W48.key"):
        secret = (folder / name).read_bytes()
        assert repr(secret) not in said and secret.hex() not in said
