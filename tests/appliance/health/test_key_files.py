"""Tests what is said of key files: once each, without a person's name, and only as long as it is so."""

import asyncio
from collections.abc import Collection
from pathlib import Path

import pytest

from appliance.core.ground.words import Cause
from appliance.health import key_files
from appliance.health.key_files import KeyFiles
from appliance.plan.ids import KeyId
from appliance.vault.credentials import Credentials
from appliance.vault.mended import Mended
from appliance.vault.vault import Vault
from tests.patience import patient

BUTTON = KeyId("b204")


class Said:
    """The troubles that are on the board; those of an earlier run too."""

    def __init__(self, *of_before: str) -> None:
        self.stands = dict.fromkeys(of_before, "")

    def report(self, cause: Cause, says: str | None) -> None:
        self.stands.pop(cause.key, None)
        if says is not None:
            self.stands[cause.key] = says

    def restore_all_but(self, what: str, subjects: Collection[str]) -> None:
        for key in [each for each in self.stands if each.startswith(f"{what}:")]:
            if key.removeprefix(f"{what}:") not in subjects:
                del self.stands[key]


async def test_what_is_found_is_said_and_what_a_run_before_said_is_over(tmp_path: Path) -> None:
    store = Credentials(tmp_path / "credentials")
    store.put(BUTTON, bytes(range(32)))
    (tmp_path / "credentials" / "b204.secret").write_bytes(b"short")
    said = Said("key-file-mended:box.id", "key-lost:webhook.pem", "disk-nearly-full:disk")
    files = KeyFiles(said.report, said.restore_all_but, [store.mend], lambda: False)
    files.found([Mended("people.pepper", "was lost", "Set every PIN anew.", lost=True)])
    running = asyncio.ensure_future(files.run())  # noqa: TID251  # a test's own task, ended below
    async with patient():
        while len(said.stands) != 3:
            await asyncio.sleep(0.01)
    running.cancel()
    assert said.stands.keys() == {
        "key-file-mended:credentials/b204.secret",
        "key-lost:people.pepper",
        "disk-nearly-full:disk",
    }
    assert "had 5 bytes instead of 32" in said.stands["key-file-mended:credentials/b204.secret"]


async def test_a_key_put_in_by_hand_gets_its_copy_without_waiting_for_a_week(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_files, "NOTICED_S", 0.01)
    store = Credentials(tmp_path / "credentials")
    said = Said()
    files = KeyFiles(said.report, said.restore_all_but, [store.mend], lambda: store.noticed)
    running = asyncio.ensure_future(files.run())  # noqa: TID251  # a test's own task, ended below
    await asyncio.sleep(0.02)
    (tmp_path / "credentials" / "b204.secret").write_bytes(bytes(range(32)))
    (tmp_path / "credentials" / "b204.secret").chmod(0o600)
    assert store.get(BUTTON) == bytes(range(32))
    async with patient():
        while not (tmp_path / "copies" / "credentials" / "b204.secret").exists():
            await asyncio.sleep(0.01)
    running.cancel()
    assert not said.stands


def test_no_trouble_says_whose_pin_it_is() -> None:
    said = Said()
    KeyFiles(said.report, said.restore_all_but, [], lambda: False).found(
        [Mended("people/5e1f.secret", "was short", "Done.")]
    )
    assert list(said.stands) == ["key-file-mended:people"]


def test_a_stand_in_says_so_until_it_is_none(tmp_path: Path) -> None:
    said = Said("box-stands-in:box")
    files = KeyFiles(said.report, said.restore_all_but, [], lambda: False)
    vault = Vault.open(tmp_path / "keys")
    files.report_stand_in(vault, None)
    assert not said.stands
    for file in (tmp_path / "keys").rglob("device.key"):
        file.write_bytes(b"")
    stand_in = Vault.open(tmp_path / "keys")
    files.report_stand_in(stand_in, None)
    assert (
        vault.box.hex() in said.stands["box-stands-in:box"] and stand_in.box.hex() in said.stands["box-stands-in:box"]
    )


def test_a_restored_box_stands_in_for_nobody_until_its_own_key_is_lost(tmp_path: Path) -> None:
    said = Said("box-stands-in:box")
    files = KeyFiles(said.report, said.restore_all_but, [], lambda: False)
    former = Vault.open(tmp_path / "keys")
    restored = another_key(tmp_path / "keys", former)
    files.report_stand_in(restored, former.box)
    assert not said.stands
    third = another_key(tmp_path / "keys", restored)
    files.report_stand_in(third, former.box)
    assert f"box {restored.box.hex()} is lost" in said.stands["box-stands-in:box"]


def another_key(folder: Path, before: Vault) -> Vault:
    """Make a vault whose device key is lost, opened with a record that names the box."""
    for file in folder.rglob("device.key"):
        file.write_bytes(b"")
    return Vault.open(folder, lambda: (before.building, before.box))
