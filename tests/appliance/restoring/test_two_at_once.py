"""Tests a restore that is still at work while somebody says yes to another, or the box goes on with that one: it touches nothing of the
other.
"""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance import swap
from appliance.recovery.office_way import KEY
from appliance.restoring import restoring
from appliance.restoring.refused import Refused
from appliance.restoring.restoring import Restored, laid, lay, restored
from appliance.settings import Settings
from appliance.swap import BEFORE, READY, alone, changing, say_yes, take_over
from appliance.vault.vault import Vault
from tests.appliance.logbook.box import box_at, call
from tests.appliance.restoring.copied import copy_of, key_of
from tests.appliance.restoring.killed import nobody_calls

pytestmark = pytest.mark.slow  # these tests use real files and keys: in `make test`


@pytest.fixture
async def copy(tmp_path: Path) -> Path:
    async with box_at(tmp_path / "dead") as box:
        await box.keep(call(1))
    return copy_of(tmp_path / "dead", tmp_path / "copy")


@pytest.fixture
async def new(tmp_path: Path) -> Settings:
    """A box that was used already."""
    async with box_at(tmp_path / "new") as box:
        await box.keep(call(1, "B120"))
    return Settings(data=tmp_path / "new")


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let this happen after the copy was believed, and before the result is put in its place."""
    real = restoring.make_keys

    def make_keys(*given: object) -> object:
        act()
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(restoring, "make_keys", make_keys)


def test_what_somebody_said_yes_to_is_not_replaced(copy: Path, new: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    first = lay(copy, key_of(), new)
    assert isinstance(first, Restored)
    meanwhile(monkeypatch, lambda: say_yes(new))
    second = restored(copy, key_of(), new)
    assert isinstance(second, Refused) and second.code == "waits-already"
    assert (new.restored / READY).exists() and Vault.open(new.restored / "keys", mends=False).box == first.new_box
    nobody_calls(new)
    assert take_over(new) is not None
    assert Vault.open(new.keys, mends=False).box == first.new_box


def test_a_box_that_went_on_with_another_meanwhile_is_not_replaced_by_the_same_again(
    copy: Path, new: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = lay(copy, key_of(), new)
    assert isinstance(first, Restored)

    def goes_on() -> None:
        say_yes(new)
        nobody_calls(new)
        assert take_over(new) is not None
        assert new.restoring.exists(), "somebody is at it"

    meanwhile(monkeypatch, goes_on)
    second = restored(copy, key_of(), new)
    assert isinstance(second, Refused) and second.code == "waits-already"
    assert not new.restored.exists() and laid(new) is None and take_over(new) is None
    assert [path.name for path in new.data.glob(f"{BEFORE}*")] == ["before-restore-1"]
    assert Vault.open(new.keys, mends=False).box == first.new_box


def test_the_key_that_opens_a_handover_is_overwritten_once_it_was_taken_up(
    copy: Path, new: Settings, tmp_path: Path
) -> None:
    assert isinstance(restored(copy, key_of(), new), Restored)
    (new.restoring / KEY).write_bytes(b"k" * 32)
    (tmp_path / "as it is seen").hardlink_to(new.restoring / KEY)
    nobody_calls(new)
    assert take_over(new) is not None and not new.restoring.exists()
    assert (tmp_path / "as it is seen").read_bytes() == bytes(32)


def test_the_same_box_may_begin_again_and_another_is_told(copy: Path, new: Settings, tmp_path: Path) -> None:
    for _ in range(2):
        first = lay(copy, key_of(), new)
        assert isinstance(first, Restored) and not first.used_by, first.used_by
    (tmp_path / "second").mkdir(mode=0o700)
    second = lay(copy, key_of(), Settings(data=tmp_path / "second"))
    assert isinstance(second, Restored) and second.used_by == (first.new_box.hex(),)


def test_one_restore_at_a_time_however_often_the_folder_is_made_anew(copy: Path, new: Settings) -> None:
    with alone(new):
        busy = lay(copy, key_of(), new)
    assert isinstance(busy, Refused) and busy.code == "busy"


def test_a_start_waits_for_who_puts_it_there_and_not_for_ever(
    copy: Path, new: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(restored(copy, key_of(), new), Restored)
    nobody_calls(new)
    monkeypatch.setattr(swap, "HELD_S", 0.05)
    with changing(new):
        assert take_over(new) is None, "it arms with what is there"
    monkeypatch.setattr(swap, "HELD_S", 60)
    held = changing(new)
    held.__enter__()
    soon = threading.Timer(0.1, lambda: held.__exit__(None, None, None))
    soon.start()
    assert take_over(new) is not None
    soon.join()
