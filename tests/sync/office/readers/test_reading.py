"""Tests that there is no reading without an entry in the log, whatever happens in between, and what each role is shown."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.core.ground.place import Place
from appliance.plan.ids import RoomId
from sync.office import incidents, showing_command
from sync.office.office import Office
from sync.office.readers import called
from sync.office.readers.log import NotNoted
from sync.office.readers.roles import NotYours, Role
from sync.office.readers.user import User
from sync.office.store import Store
from tests.appliance.logbook.box import call_from
from tests.sync.office.building import Desk
from tests.sync.office.readers.reading_office import asked, office_of

WORDS = "Behind the gym"
A_NOTE = "a chair was thrown"


def noted(office: Office) -> list[tuple[str, str, int, str]]:
    return [
        (each.reading.user, each.reading.what.command, each.reading.what.number, each.reading.what.classes)
        for each in office.log.found()
        if each.reading is not None
    ]


async def test_a_record_that_is_shown_stands_in_the_log_with_its_classes(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = await office_of(desk, tmp_path, Role.READER)
    await showing_command.show(asked("show"), office)
    assert A_NOTE in capsys.readouterr().out
    assert noted(office) == [("anna", "show", 1, "AB")]
    await showing_command.export(
        asked("export", output=tmp_path / "one.json", sealed=False, force=False, format=None), office
    )
    assert noted(office)[1:] == [("anna", "export", 1, "AB")]


async def test_where_it_cannot_be_noted_nothing_is_shown(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = await office_of(desk, tmp_path)
    office.folder.readings.mkdir()
    with pytest.raises(NotNoted, match="Nothing is shown"):
        await showing_command.show(asked("show"), office)
    with pytest.raises(NotNoted):
        await showing_command.export(
            asked("export", output=tmp_path / "one.json", sealed=False, force=False, format=None), office
        )
    assert not (tmp_path / "one.json").exists()
    assert capsys.readouterr().out == ""


async def test_a_list_is_noted_where_a_line_may_tell_of_a_child(desk: Desk, tmp_path: Path) -> None:
    await desk.box.keep(call_from(3, Place(words=WORDS, near=RoomId("B204"))))
    office = await office_of(desk, tmp_path)
    found = showing_command.lines(office, incidents.listed(office.store), "list")
    assert any(WORDS in each for each in found)
    assert noted(office) == [("whoever has the one passphrase", "list", 3, "AB")]


async def test_a_collector_sees_that_there_is_a_call_and_nothing_it_says(desk: Desk, tmp_path: Path) -> None:
    await desk.box.keep(call_from(3, Place(words=WORDS)))
    office = await office_of(desk, tmp_path, Role.COLLECTOR)
    told = called.lines(office, incidents.listed(office.store, only_open=True))
    assert sorted(told) == ["Cedar Creek: call 2 is open.", "Cedar Creek: call 3 is open."]
    assert noted(office) == []


async def test_a_watch_whose_disk_is_full_tells_of_the_call_all_the_same(desk: Desk, tmp_path: Path) -> None:
    await desk.box.keep(call_from(3, Place(words=WORDS)))
    office = await office_of(desk, tmp_path)
    office.folder.readings.mkdir()
    told = " ".join(called.lines(office, incidents.listed(office.store, only_open=True)))
    assert "call 3 is open" in told and "cannot be written" in told
    assert WORDS not in told


async def test_each_role_does_what_is_its_own(desk: Desk, tmp_path: Path) -> None:
    office = await office_of(desk, tmp_path, Role.READER)
    for allowed in (("list",), ("show",), ("collect",), ("doubts", "list")):
        office.check(*allowed)
    with pytest.raises(NotYours, match="is for a keeper"):
        office.check("doubts", "acknowledge")
    with pytest.raises(NotYours, match="is for a keeper"):
        office.check("keys", "destroy")
    desk.keyring.users = (User("anna", Role.COLLECTOR, b"", 0),)
    with pytest.raises(NotYours, match="is for a reader"):
        office.check("show")
    desk.keyring.users = (User("anna", Role.AUDITOR, b"", 0),)
    for kept in ("show", "collect", "keys"):
        with pytest.raises(NotYours):
            office.check(kept)


@pytest.mark.slow
async def test_killed_at_any_moment_there_is_no_reading_without_an_entry(desk: Desk, tmp_path: Path) -> None:
    office = await office_of(desk, tmp_path)
    outcomes = [await asyncio.to_thread(killed_at, office, moment) for moment in moments()]
    assert all(entries >= 1 for shown, entries in outcomes if shown)
    assert (False, 0) in outcomes, "killed before it was noted"
    assert (False, 1) in outcomes, "killed before it was shown"
    assert outcomes[-1] == (True, 1), "the last one was left alone"


def moments() -> Iterator[int]:
    yield from range(8)
    yield 1_000


def killed_at(office: Office, moment: int) -> tuple[bool, int]:
    """Let a process read a record and kill it at this system call; give whether anything was shown, and how much was noted."""
    office.folder.readings.unlink(missing_ok=True)
    sees, shows = os.pipe()
    if (child := os.fork()) == 0:
        try:
            _reads_and_dies(office, moment, shows)
        finally:
            os._exit(0)
    os.close(shows)
    with os.fdopen(sees, "rb") as file:
        shown = file.read()
    os.waitpid(child, 0)
    return bool(shown), office.log.end()[0].number


def _reads_and_dies(office: Office, moment: int, shows: int) -> None:
    left = iter(range(moment, -1, -1))

    def or_dies(does: Callable[..., Any]) -> Callable[..., Any]:
        def done(*given: Any) -> Any:
            if next(left) == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return does(*given)

        return done

    for name in ("open", "pwrite", "fsync", "ftruncate", "close"):
        setattr(os, name, or_dies(getattr(os, name)))
    sys.stdout = os.fdopen(os.dup(shows), "w")
    sys.stdout.write = or_dies(sys.stdout.write)  # type: ignore[method-assign]
    with Store.open(office.folder.database, office.keyring) as store:
        again = Office(office.folder, office.keyring, store)
        try:
            showing_command.show(asked("show"), again).send(None)
        except StopIteration:
            sys.stdout.flush()
