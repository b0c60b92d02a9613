"""What the box says of itself: a disk nearly full, but not a new card that is just being given the rest of itself; and no network."""

from pathlib import Path

import pytest

from appliance.health import checks, network
from appliance.health.checks import Checks
from appliance.settings import Settings
from image_build.initramfs.build import INIT
from image_build.tree.compose import FILES

NEARLY_FULL = "disk-nearly-full"
AWAY = "network-away"


def says(looked_at: Checks) -> dict[str, str | None]:
    return {each.cause.what: each.says for each in looked_at.look(clock_trusted=True)}


@pytest.fixture
def a_small_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is free here is too little."""
    monkeypatch.setattr(checks, "DISK_FREE_MIN", 1 << 62)


@pytest.mark.usefixtures("a_small_disk")
def test_a_disk_that_grows_is_judged_once_it_has_grown(tmp_path: Path) -> None:
    growing = tmp_path / "growing"
    growing.touch()
    looked_at = Checks(tmp_path, growing)
    assert NEARLY_FULL not in says(looked_at), "neither raised nor said to be over"
    growing.unlink()
    assert "MiB free" in (says(looked_at)[NEARLY_FULL] or "")


@pytest.mark.usefixtures("a_small_disk")
def test_one_that_grows_for_ever_is_judged_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    growing = tmp_path / "growing"
    growing.touch()
    monkeypatch.setattr(checks, "GROWING_S_MAX", 0.0)
    assert says(Checks(tmp_path, growing))[NEARLY_FULL] is not None


def test_with_room_enough_nothing_is_wrong_while_it_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "DISK_FREE_MIN", 0)
    (tmp_path / "growing").touch()
    found = says(Checks(tmp_path, tmp_path / "growing"))
    assert NEARLY_FULL in found and found[NEARLY_FULL] is None


def test_one_that_cannot_be_read_is_told_also_while_it_grows(tmp_path: Path) -> None:
    (tmp_path / "growing").touch()
    assert "cannot be read" in (says(Checks(tmp_path / "gone", tmp_path / "growing"))[NEARLY_FULL] or "")


def test_who_starts_who_grows_and_who_judges_mean_the_same_file() -> None:
    grow = (FILES / "usr/lib/systemd/system/handbell-grow.service").read_text()
    assert f": >{Settings().growing} " in INIT.read_text()
    assert f"ExecStopPost=/usr/bin/rm -f {Settings().growing}\n" in grow
    assert f"TimeoutStartSec={checks.GROWING_S_MAX / 60:.0f}min\n" in grow


def test_no_network_is_told_once_it_lasts_and_its_return_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cable = {"eth0": False}
    monkeypatch.setattr(network, "ports", lambda: cable)
    monkeypatch.setattr(network, "addresses", lambda: {"127.0.0.1", "10.4.7.20"} if cable["eth0"] else {"127.0.0.1"})
    looked_at = Checks(tmp_path, tmp_path / "growing")
    assert AWAY not in says(looked_at), "a start takes some seconds: neither raised nor said to be over"
    assert "no cable in eth0" in (says(looked_at)[AWAY] or "")
    cable["eth0"] = True
    found = says(looked_at)
    assert AWAY in found and found[AWAY] is None
    cable["eth0"] = False
    assert AWAY not in says(looked_at)
