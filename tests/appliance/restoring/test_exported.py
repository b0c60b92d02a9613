"""Tests a restored box's export: the former box's entries and its own, one chain across both, checked by our command and by the script
without our code.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from appliance.daemon import Daemon
from appliance.log import asking, at_rest
from appliance.log.export_check import examine_export
from appliance.restoring.restoring import Restored, restored
from appliance.settings import Settings
from tests.appliance.restoring.copied import copy_of, key_of
from tests.appliance.restoring.test_restored_daemon import a_day, new_box, pressed
from tests.vectors.test_check_chain import CHECKER, SCRIPT, refuses

pytestmark = pytest.mark.slow


async def lives_on(old: Settings, folder: Path, press: int) -> Settings:
    """Restore a new box from the copy, let it take a press, and export while it runs."""
    copy = folder.with_name(f"{folder.name}-copy")
    new = new_box(folder)
    assert isinstance(restored(copy_of(old.data, copy), key_of(), new), Restored)
    async with Daemon.started(new) as daemon:
        await pressed(daemon, "B206-wall", press)
        await daemon.engine.recorder.caught_up()
        await asking.exported(new.feed_socket, folder / "running.export")
    return new


def lines_of(file: Path) -> list[str]:
    return file.read_text().splitlines()


async def test_an_export_goes_on_over_the_succession_and_holds_for_us_and_for_the_script(tmp_path: Path) -> None:
    new = await lives_on(await a_day(tmp_path), tmp_path / "new", 5)
    await at_rest.exported(new, tmp_path / "resting.export")
    for file in (new.data.parent / "running.export", tmp_path / "resting.export"):
        report = examine_export(file)
        assert report.faults == [] and any("goes on there: signed with the key" in each for each in report.notes)
        former, goes_on, own, signed = CHECKER.check(lines_of(file), [])
        assert "hang together; they are of box" in former and "NOT HERE" not in former + own
        assert "NOBODY" not in goes_on and "signed by the device" in signed


async def test_a_box_that_was_restored_twice_shows_both_successions(tmp_path: Path) -> None:
    second = await lives_on(await a_day(tmp_path), tmp_path / "second", 5)
    third = await lives_on(second, tmp_path / "third", 6)
    await at_rest.exported(third, tmp_path / "resting.export")
    for file in (third.data.parent / "running.export", tmp_path / "resting.export"):
        report = examine_export(file)
        assert report.faults == [] and sum("goes on there: signed" in each for each in report.notes) == 2
        said = CHECKER.check(lines_of(file), [])
        assert [each for each in said if "NOBODY" in each] == [] and sum("signed with" in each for each in said) == 2


async def test_where_nobody_signed_a_succession_the_export_says_so(tmp_path: Path) -> None:
    new = await lives_on(await a_day(tmp_path), tmp_path / "new", 5)
    lines = lines_of(new.data.parent / "running.export")
    at = next(at for at, line in enumerate(lines) if '"succession"' in line)
    line = {k: v for k, v in msgspec.json.decode(lines[at]).items() if k not in {"statement", "key", "signature"}}
    lines[at] = msgspec.json.encode(line).decode()
    (tmp_path / "unsigned.export").write_text("\n".join(lines) + "\n")
    report = examine_export(tmp_path / "unsigned.export")
    assert report.faults == [] and any("nobody signed so in this file" in each for each in report.notes)
    assert "NOBODY SIGNED SO HERE" in CHECKER.check(lines, [])[1]


async def test_two_boxes_that_go_on_after_one_entry_are_named_a_fork(tmp_path: Path) -> None:
    old = await a_day(tmp_path)
    one, other = [await lives_on(old, tmp_path / name, 5) for name in ("one", "other")]
    files = [each.data.parent / "running.export" for each in (one, other)]
    ran = subprocess.run(
        [sys.executable, "-I", SCRIPT, *files], capture_output=True, text=True, timeout=180, check=False
    )
    assert ran.returncode == 1 and ran.stderr == ""
    assert "A FORK: box" in ran.stdout and "both go on after entry" in ran.stdout
    ran = subprocess.run(
        [sys.executable, "-I", SCRIPT, files[0]], capture_output=True, text=True, timeout=180, check=False
    )
    assert ran.returncode == 0 and "FORK" not in ran.stdout


def changed(lines: list[str], **fields: object) -> list[str]:
    """Give the lines with another line of the succession."""
    at = next(at for at, line in enumerate(lines) if '"succession"' in line)
    return [*lines[:at], msgspec.json.encode(msgspec.json.decode(lines[at]) | fields).decode(), *lines[at + 1 :]]


def without(lines: list[str]) -> list[str]:
    """Give the lines without a line of a succession, and without the word that there is one."""
    return [line.replace(',"successions":1', "") for line in lines if '"succession"' not in line]


LIES: dict[str, Callable[[list[str]], list[str]]] = {
    "another number": lambda lines: changed(lines, number=1),
    "another box": lambda lines: changed(lines, box="AAAAAAAAAAAAAAAAAAAAAA=="),
    "another former box": lambda lines: changed(lines, former="AAAAAAAAAAAAAAAAAAAAAA=="),
    "no signature": lambda lines: changed(lines, signature="AAAA"),
    "no statement": lambda lines: changed(lines, statement="AAAA"),
    "not there": without,
}


async def test_a_succession_that_was_changed_does_not_hold(tmp_path: Path) -> None:
    new = await lives_on(await a_day(tmp_path), tmp_path / "new", 5)
    lines = lines_of(new.data.parent / "running.export")
    for name, lie in LIES.items():
        lied = lie(lines)
        (tmp_path / "lied.export").write_text("\n".join(lied) + "\n")
        assert examine_export(tmp_path / "lied.export").faults, name
        refuses(lied)
