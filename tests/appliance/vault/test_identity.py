"""Tests what becomes of a box that lost both copies of its ids or keys: they are read from the record, made anew, or replaced by a
stand-in.
"""

import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.vault.errors import VaultError
from appliance.vault.vault import Vault

WEEK = "2026-W48"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    Vault.open(folder).reading_keys.reading_key(WEEK)
    return folder


GONE: dict[str, Callable[[Path], object]] = {
    "gone": lambda file: file.unlink(missing_ok=True),
    "empty": lambda file: file.write_bytes(b""),
    "short": lambda file: file.write_bytes(b"short"),
    "zeros": lambda file: file.write_bytes(bytes(32)),
}


@pytest.fixture(params=GONE.values(), ids=GONE)
def lose(request: pytest.FixtureRequest, folder: Path) -> Callable[[str], None]:
    """Lose both copies at once."""

    def both(name: str) -> None:
        request.param(folder / name)
        request.param(folder / "copies" / name)

    return both


def nothing_recorded() -> None:
    return None


def test_ids_are_read_back_from_the_record(folder: Path, lose: Callable[[str], None]) -> None:
    before = Vault.open(folder)
    lose("building.id")
    lose("box.id")
    again = Vault.open(folder, lambda: (before.building, before.box))
    assert (again.building, again.box, again.device_public) == (before.building, before.box, before.device_public)
    assert [(said.file, said.lost) for said in again.mended] == [("building.id", False), ("box.id", False)]
    assert all("read back from the record" in said.says for said in again.mended)
    whole = Vault.open(folder, nothing_recorded)
    assert (whole.building, whole.box, whole.mended) == (before.building, before.box, ())


def test_the_record_is_asked_only_where_it_is_needed(folder: Path) -> None:
    def never() -> None:
        raise AssertionError("asked")

    Vault.open(folder, never)
    (folder / "box.id").unlink()
    Vault.open(folder, never)


def test_without_a_record_ids_are_made_anew_and_it_is_said(folder: Path, lose: Callable[[str], None]) -> None:
    lose("box.id")
    again = Vault.open(folder, nothing_recorded)
    (said,) = again.mended
    assert said.lost and "Tell the district's administrator" in said.says
    assert Vault.open(folder).box == again.box


def test_a_local_key_that_is_lost_is_made_anew_until_its_tables_are(folder: Path, lose: Callable[[str], None]) -> None:
    before = Vault.open(folder)
    lose("local.key")
    again = Vault.open(folder)
    assert again.local_key_is_new and again.tag("room:B204") != before.tag("room:B204")
    assert [(said.file, said.lost) for said in again.mended] == [("local.key", False)]
    once_more = Vault.open(folder)
    assert once_more.local_key_is_new and once_more.tag("room:B204") == again.tag("room:B204")
    once_more.local_key_is_used()
    assert not once_more.local_key_is_new and not Vault.open(folder).local_key_is_new


def test_a_lost_device_key_makes_a_stand_in_that_stays_one(folder: Path, lose: Callable[[str], None]) -> None:
    before = Vault.open(folder)
    lose("device.key")
    again = Vault.open(folder, lambda: (before.building, before.box))
    assert again.stand_in_for == before.box and again.building == before.building
    assert again.box != before.box and again.device_public != before.device_public
    assert again.tag("room:B204") == before.tag("room:B204") and again.reading_keys.weeks() == (WEEK,)
    (said,) = again.mended
    assert said.lost and before.box.hex() in said.says
    whole = Vault.open(folder, lambda: (again.building, again.box))
    assert (whole.stand_in_for, whole.box, whole.device_public) == (before.box, again.box, again.device_public)
    assert whole.mended == ()


def test_a_stand_in_that_loses_its_key_too_names_both(folder: Path, lose: Callable[[str], None]) -> None:
    first = Vault.open(folder)
    lose("device.key")
    second = Vault.open(folder, lambda: (first.building, first.box))
    lose("device.key")
    third = Vault.open(folder, lambda: (second.building, second.box))
    assert third.parents == (second.box, first.box) and third.stand_in_for == second.box
    assert len({first.box, second.box, third.box}) == 3


def test_without_a_record_the_box_id_says_whose_place_it_takes(folder: Path, lose: Callable[[str], None]) -> None:
    before = Vault.open(folder)
    lose("device.key")
    assert Vault.open(folder).stand_in_for == before.box


def test_a_record_alone_says_that_the_box_was_started_before(tmp_path: Path) -> None:
    building, box = os.urandom(16), os.urandom(16)
    vault = Vault.open(tmp_path / "vault", lambda: (building, box))
    assert (vault.building, vault.stand_in_for) == (building, box) and vault.box != box


@pytest.mark.parametrize("name", ["device.key", "box.id", "building.id", "local.key"])
def test_who_only_looks_makes_nothing_anew(folder: Path, name: str) -> None:
    (folder / name).unlink()
    Vault.open(folder, mends=False)
    assert not (folder / name).exists(), "looking writes nothing"
    (folder / "copies" / name).unlink()
    with pytest.raises(VaultError, match=r"is lost, with its second copy. Start the alert daemon"):
        Vault.open(folder, nothing_recorded, mends=False)
    assert not (folder / name).exists()


def test_who_only_looks_at_keys_of_before_makes_no_copies(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    before = Vault.open(folder)
    for each in sorted((folder / "copies").rglob("*"), reverse=True):
        each.unlink() if each.is_file() else each.rmdir()
    (folder / "copies").rmdir()
    looking = Vault.open(folder, mends=False)
    assert looking.box == before.box and looking.device_public == before.device_public
    assert not (folder / "copies").exists()


def test_on_a_disk_that_takes_nothing_what_is_whole_and_what_is_recorded_is_used(folder: Path) -> None:
    before = Vault.open(folder)
    (folder / "device.key").write_bytes(b"short")
    for file in (folder / "box.id", folder / "copies" / "box.id"):
        file.write_bytes(b"")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))  # no file may grow: that is what a full disk does to a write
    try:
        again = Vault.open(folder, lambda: (before.building, before.box))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (again.box, again.device_public) == (before.box, before.device_public)
    assert {said.file for said in again.mended} == {"box.id", "device.key"}
    assert any("could not be kept" in said.says for said in again.mended)
    whole = Vault.open(folder, lambda: (before.building, before.box))
    assert (whole.box, whole.device_public) == (before.box, before.device_public)
    assert Vault.open(folder).mended == ()
