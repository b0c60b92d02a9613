"""Secrets of other devices: found by name, for the owner only, and no name becomes a path."""

from pathlib import Path

import pytest

from appliance.plan.ids import KeyId
from appliance.vault.credentials import Credentials
from appliance.vault.errors import VaultError

BUTTON = KeyId("button-b204")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "credentials"


def test_what_was_put_is_got_also_after_a_restart(folder: Path) -> None:
    store = Credentials(folder)
    assert store.get(BUTTON) is None and store.ids() == ()
    store.put(BUTTON, b"first")
    store.put(BUTTON, b"second")
    store.put(KeyId("webhook.front-door"), b"\0\xff")
    again = Credentials(folder)
    assert again.get(BUTTON) == b"second" and again.get(KeyId("webhook.front-door")) == b"\0\xff"
    assert again.ids() == (BUTTON, KeyId("webhook.front-door"))


def test_whoever_keeps_what_it_found_is_told_of_every_change_once_it_can_be_found(folder: Path) -> None:
    store = Credentials(folder)
    found: list[bytes | None] = []
    store.listen(lambda: found.append(store.get(BUTTON)))
    store.put(BUTTON, b"first")
    store.put(BUTTON, b"second")
    store.destroy(BUTTON)
    assert found == [b"first", b"second", None]


def test_secrets_are_for_the_owner_only(folder: Path) -> None:
    store = Credentials(folder)
    store.put(BUTTON, b"4f3a-77c1")
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600 and folder.stat().st_mode & 0o777 == 0o700
    file.chmod(0o644)
    with pytest.raises(VaultError, match="permissions 0644 instead of 0600") as refused:
        store.get(BUTTON)
    assert "4f3a-77c1" not in str(refused.value)
    folder.chmod(0o755)
    with pytest.raises(VaultError, match="permissions 0755 instead of 0700"):
        Credentials(folder)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../device", "a/b", "/etc/shadow", ".hidden", "a\0b", "a\n", "ä", "-rf", "x" * 101]
)
def test_no_name_becomes_a_path(folder: Path, name: str) -> None:
    store = Credentials(folder)
    with pytest.raises(VaultError, match="cannot be the name of a key"):
        store.get(KeyId(name))
    with pytest.raises(VaultError, match="cannot be the name of a key"):
        store.put(KeyId(name), b"secret")
    assert list(folder.iterdir()) == []


def test_an_empty_or_endless_secret_is_refused(folder: Path) -> None:
    store = Credentials(folder)
    with pytest.raises(VaultError, match="an empty secret keeps nobody out"):
        store.put(BUTTON, b"")
    with pytest.raises(VaultError, match="too long for a secret"):
        store.put(BUTTON, bytes(4097))
    assert store.ids() == ()


def test_a_write_cut_off_by_a_power_cut_leaves_the_old_secret(folder: Path) -> None:
    store = Credentials(folder)
    store.put(BUTTON, b"old")
    (folder / "button-b204.secret.unfinished").write_bytes(b"ne")
    again = Credentials(folder)
    assert again.get(BUTTON) == b"old" and again.ids() == (BUTTON,)
    assert [path.name for path in folder.iterdir()] == ["button-b204.secret"]


def test_a_write_that_fails_says_so_and_leaves_nothing_behind(folder: Path) -> None:
    store = Credentials(folder)
    (folder / "button-b204.secret").mkdir()
    with pytest.raises(VaultError, match="cannot be written"):
        store.put(BUTTON, b"secret")
    assert [path.name for path in folder.iterdir()] == ["button-b204.secret"]
