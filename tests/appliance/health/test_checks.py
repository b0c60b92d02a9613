"""Tests what the box says of itself: that a disk is nearly full (but not while a new card's disk still grows), and that there is no
network. And that the one certificate of all pages ends.
"""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.health import checks, network
from appliance.health.checks import Checks
from appliance.page_authority.expiry import PAGE_VALID_DAYS
from appliance.settings import Settings
from image_build.initramfs.build import INIT
from image_build.tree.compose import FILES
from tests.appliance.page_authority.school import answer, authority, request

NEARLY_FULL = "disk-nearly-full"
FIRST = FILES.parents[2] / "systemd/handbell-first.target"


def says(looked_at: Checks) -> dict[str, str | None]:
    return {each.cause.what: each.says for each in looked_at.look(clock_trusted=True)}


def away(looked_at: Checks) -> dict[str, str | None]:
    found = looked_at.look(clock_trusted=True)
    return {each.cause.subject: each.says for each in found if each.cause.what == "network-away"}


@pytest.fixture
def a_small_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the limit so high that the disk always counts as nearly full."""
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
    given_min = int(re.findall(r"^TimeoutStartSec=(\d+)min$", grow, re.MULTILINE)[0])
    waits_s = int(re.findall(r"^JobTimeoutSec=(\d+)s$", FIRST.read_text(), re.MULTILINE)[0])
    assert given_min * 60 + waits_s == checks.GROWING_S_MAX


def test_no_network_is_told_once_it_lasts_and_its_return_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, reached = {"eth0": False}, {"127.0.0.1"}
    monkeypatch.setattr(network, "ports", lambda: port)
    monkeypatch.setattr(network, "addresses", lambda: reached)
    looked_at = Checks(tmp_path, tmp_path / "growing")
    for _ in range(checks.AWAY_LOOKS - 1):
        assert not away(looked_at), "a start takes some time: neither raised nor said to be over"
    assert "no cable in eth0" in (away(looked_at)["cable"] or "")
    port["eth0"] = True
    found = away(looked_at)
    assert found["cable"] is None
    assert "a cable in eth0, but no address there" in (found["address"] or "")
    reached.add("10.4.7.20")
    assert away(looked_at) == {"cable": None, "address": None}
    reached.remove("10.4.7.20")
    assert not away(looked_at)


def test_a_network_that_cannot_be_looked_at_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> frozenset[str]:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(network, "addresses", refused)
    looked_at = Checks(tmp_path, tmp_path / "growing")
    assert not away(looked_at)
    assert NEARLY_FULL in says(looked_at)


def pages_of(folder: Path, *, clock_trusted: bool = True) -> list[tuple[str, str | None]]:
    found = Checks(folder, folder / "growing", folder).look(clock_trusted=clock_trusted)
    return [(each.cause.key, each.says) for each in found if each.cause.what == "page-certificate-ends"]


@pytest.mark.parametrize(("left_days", "says"), [(31, None), (29, "it ends on "), (-1, "it ended on ")])
def test_the_certificate_of_all_pages_is_one_trouble_from_30_days_before_its_end(
    tmp_path: Path, left_days: int, says: str | None
) -> None:
    made = datetime.fromtimestamp(time.time(), UTC) - timedelta(days=PAGE_VALID_DAYS - left_days - 0.5)
    by = authority(now=made)
    (tmp_path / "page.crt").write_bytes(answer(by, by.certify(request()[1], made)))
    ((cause, told),) = pages_of(tmp_path)
    assert cause == "page-certificate-ends:pages"
    assert told is None if says is None else (told or "").startswith(says)
    assert pages_of(tmp_path, clock_trusted=False) == [], (
        "a clock that nobody set says neither that it ends nor that it is well"
    )


def test_a_box_without_pages_has_no_trouble_with_them_and_a_damaged_certificate_is_one(tmp_path: Path) -> None:
    assert pages_of(tmp_path) == [("page-certificate-ends:pages", None)]
    assert pages_of(tmp_path / "none") == [("page-certificate-ends:pages", None)]
    (tmp_path / "page.crt").write_text("rubbish")
    for trusted in (True, False):
        ((_, told),) = pages_of(tmp_path, clock_trusted=trusted)
        assert (told or "").startswith("it cannot be read (This is no certificate.")
