"""Tests secrets of other devices: they are found by name, readable for the owner only, may be put in by hand, and no name
becomes a path.
"""

import os
import time
from pathlib import Path

import pytest

from appliance.plan.ids import KeyId
from appliance.vault.credentials import Credentials, LaidOut
from appliance.vault.errors import VaultError

BUTTON = KeyId("button-b204")
KEY = bytes(range(32))
OTHER = bytes(range(100, 132))
TICK_NS = 10_000_000  # on some kernels the clock that stamps files has such ticks


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
    assert store.get(BUTTON) == b"4f3a-77c1" and store.noticed
    (said,) = store.mend()
    assert "permissions 0644 instead of 0600" in said.says and "4f3a-77c1" not in said.says
    assert file.stat().st_mode & 0o777 == 0o600 and not store.noticed
    folder.chmod(0o755)
    (said,) = Credentials(folder).mended
    assert "permissions 0755 instead of 0700" in said.says and folder.stat().st_mode & 0o777 == 0o700


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


@pytest.mark.parametrize("secret", [b"", b"\n", b"fifteen letters"])
def test_a_secret_that_could_be_guessed_proves_nobody(folder: Path, secret: bytes) -> None:
    store = Credentials(folder)
    by_hand(folder / "button-b204.secret", secret)
    with pytest.raises(VaultError, match=r"button-b204\.secret") as refused:
        store.proof(BUTTON)
    assert "Give the device" in refused.value.do
    by_hand(folder / "button-b204.secret", b"sixteen letters!")
    assert store.proof(BUTTON) == b"sixteen letters!"
    assert store.proof(KeyId("nobody")) is None


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


def by_hand(file: Path, secret: bytes) -> None:
    """Put a file in as `install` does: a new file, later than the one before."""
    file.unlink(missing_ok=True)
    file.write_bytes(secret)
    file.chmod(0o600)
    os.utime(file, ns=(time.time_ns() + TICK_NS,) * 2)


def test_a_key_put_in_by_hand_is_found_at_once_and_then_kept_twice(folder: Path) -> None:
    store = Credentials(folder)
    by_hand(folder / "button-b204.secret", KEY)
    assert store.get(BUTTON) == KEY and store.noticed
    assert store.mend() == ()
    (folder / "button-b204.secret").unlink()
    assert store.get(BUTTON) == KEY


def test_a_key_replaced_by_hand_counts_and_the_one_before_does_not_come_back(folder: Path) -> None:
    store = Credentials(folder)
    store.put(BUTTON, KEY)
    by_hand(folder / "button-b204.secret", OTHER)
    assert store.get(BUTTON) == OTHER
    assert store.mend() == ()
    by_hand(folder / "button-b204.secret", KEY)
    assert store.get(BUTTON) == OTHER, "one of before that returns is damage"
    (said,) = store.mend()
    assert said.file == "credentials/button-b204.secret" and "held before" in said.wrong
    assert (folder / "button-b204.secret").read_bytes() == OTHER


def test_a_key_that_is_other_bytes_and_was_not_written_since_is_damaged(folder: Path) -> None:
    Credentials(folder).put(BUTTON, KEY)
    file = folder / "button-b204.secret"
    written_ns = file.stat().st_mtime_ns
    file.write_bytes(OTHER)
    os.utime(file, ns=(written_ns, written_ns))
    assert Credentials(folder).get(BUTTON) == KEY


def test_a_key_put_in_by_hand_where_one_was_destroyed_counts_but_not_the_destroyed_one(folder: Path) -> None:
    store = Credentials(folder)
    store.put(BUTTON, KEY)
    store.destroy(BUTTON)
    by_hand(folder / "button-b204.secret", KEY)
    assert store.get(BUTTON) is None
    assert [said.done for said in store.mend()] == ["It was destroyed again."]
    assert not (folder / "button-b204.secret").exists()
    by_hand(folder / "button-b204.secret", OTHER)
    assert store.get(BUTTON) == OTHER
    assert store.mend() == ()
    assert Credentials(folder).get(BUTTON) == OTHER


def test_a_key_that_is_lost_in_both_copies_is_that_device_alone_and_can_be_put_again(folder: Path) -> None:
    store = Credentials(folder)
    store.put(BUTTON, KEY)
    store.put(KeyId("other"), OTHER)
    for file in folder.parent.rglob("button-b204.secret"):
        file.write_bytes(b"")
    with pytest.raises(VaultError, match=r"is lost: it was empty, and its second copy was damaged\. Give the device"):
        store.get(BUTTON)
    assert store.get(KeyId("other")) == OTHER
    store.put(BUTTON, OTHER)
    assert store.get(BUTTON) == OTHER


def test_who_only_looks_makes_and_mends_nothing(folder: Path) -> None:
    assert Credentials(folder, mends=False).get(BUTTON) is None
    assert list(folder.parent.iterdir()) == []
    Credentials(folder).put(BUTTON, KEY)
    (folder / "button-b204.secret").write_bytes(KEY[:7])
    looking = Credentials(folder, mends=False)
    assert looking.get(BUTTON) == KEY
    assert (folder / "button-b204.secret").read_bytes() == KEY[:7]


def test_keys_laid_out_for_a_box_lie_there_once(folder: Path) -> None:
    out = LaidOut(folder)
    out.put(BUTTON, KEY)
    assert out.get(BUTTON) == KEY
    assert [path.name for path in folder.parent.rglob("*")] == ["credentials", "button-b204.secret"]
