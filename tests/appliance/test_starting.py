"""Tests a start that fails in an unforeseen way: other ways are tried, in the end without a disk; the box arms and rings what was open."""

import asyncio
import fcntl
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from appliance import starting
from appliance.core.calls.events import CallRaised
from appliance.core.ground.events import EpochStarted
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Door
from appliance.daemon import Daemon
from appliance.engine.outcome import Done
from appliance.lives import Lives, this_boot
from appliance.logbook.batch import Fact
from appliance.logbook.errors import Busy
from appliance.logbook.remembering import Remembered
from appliance.plan.ids import ButtonId
from appliance.starting import rebuilt
from hardware.signals import Press
from tests.appliance.logbook.box import call
from tests.appliance.test_daemon import becomes, plan_document, pressed, settings
from tests.patience import patient

pytestmark = pytest.mark.slow


async def lived(folder: Path) -> int:
    """Make a box with a call open in B204; returns its head."""
    async with Daemon.started(settings(folder)) as daemon:
        await daemon.adopt(plan_document()).kept
        await pressed(daemon, "B204-wall", 1)
        return daemon.logbook.kept[0]


async def rings_and_records(folder: Path) -> None:
    async with Daemon.started(settings(folder)) as daemon:
        assert [incident.room for incident in daemon.engine.board.incidents.values()] == ["B204"]
        assert all(incident.ringing for incident in daemon.engine.board.incidents.values())
        await pressed(daemon, "B206-wall", 1)
        async with patient():
            await daemon.logbook.whole.wait()
            while not daemon.queries.verification.complete:
                await asyncio.sleep(0.02)
        assert daemon.queries.verification.findings == []
        assert (await daemon.logbook.reader.after(0, 1))[0][0] == 1, "all of the record is back"


async def test_an_error_nobody_thought_of_leaves_the_file_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lived(tmp_path)

    async def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("appliance.logbook.recovery.find", fails)
    async with Daemon.started(settings(tmp_path)) as daemon:
        await daemon.engine.recorder.caught_up()
        told = (await daemon.queries.feed(0, 10, newest_first=True))[1]
        started = next(event for _, _, event in told if isinstance(event, EpochStarted))
        assert "a bug" in started.reason and "set-aside" in started.reason
        assert [incident.room for incident in daemon.engine.board.incidents.values()] == ["B204"]


async def test_a_start_that_hangs_leaves_the_file_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await lived(tmp_path)

    async def hangs(*_: object, **__: object) -> None:
        await asyncio.sleep(3600)

    # The next try, from the side copies, has as long: enough for it also where the machine is busy.
    monkeypatch.setitem(starting.started.__kwdefaults__, "within_s", 5.0)
    monkeypatch.setattr("appliance.logbook.start.remember", hangs)
    await rings_and_records(tmp_path)


async def test_the_third_start_after_two_deaths_leaves_the_file_closed_and_loses_nothing(tmp_path: Path) -> None:
    await lived(tmp_path)
    with closing(sqlite3.connect(tmp_path / "data" / "logbook" / "logbook.db")) as db:
        assert db.execute("SELECT count(*) FROM entry").fetchone()[0]
    for _ in range(2):
        starting_here = settings(tmp_path)
        Lives(starting_here.run, this_boot()).begin()
    shutil.rmtree(tmp_path / "data" / "logbook" / "open.0", ignore_errors=True)
    await rings_and_records(tmp_path)
    async with Daemon.started(settings(tmp_path)) as daemon:
        assert daemon.engine.board.incidents
        assert not list((tmp_path / "data" / "logbook" / "set-aside").iterdir()), "the next start opens it as ever"


async def test_with_no_file_to_be_had_it_runs_in_memory(tmp_path: Path) -> None:
    await lived(tmp_path)
    logbook = tmp_path / "data" / "logbook"
    for name in ("open.0", "open.1", "standing.0", "standing.1"):
        if (logbook / name).exists():
            shutil.copy(logbook / name, tmp_path / name)
    shutil.rmtree(logbook)
    logbook.write_bytes(b"no folder")
    async with Daemon.started(settings(tmp_path)) as daemon:
        assert not daemon.engine.recording
        outcome = await daemon.intake.press(Press("B204-wall", "help", 7), Door.BUTTON).spoken
        assert isinstance(outcome, Done) and not outcome.recorded
        [incident] = daemon.engine.board.incidents.values()
        assert incident.ringing and incident.incident in daemon.engine.unrecorded
        await becomes(daemon, "logbook-not-recording:disk", present=True)


async def test_without_a_folder_of_keys_it_runs_in_memory_and_says_why(tmp_path: Path) -> None:
    await lived(tmp_path)
    shutil.rmtree(tmp_path / "data" / "keys")
    (tmp_path / "data" / "keys").write_bytes(b"no folder")
    async with Daemon.started(settings(tmp_path)) as daemon:
        await becomes(daemon, "logbook-not-recording:disk", present=True)
        assert "is not a folder. Move it away" in daemon.engine.board.troubles["logbook-not-recording:disk"].detail
        outcome = await daemon.intake.press(Press("B204-wall", "help", 7), Door.BUTTON).spoken
        assert isinstance(outcome, Done) and not outcome.recorded, "nothing is promised"
        [incident] = daemon.engine.board.incidents.values()
        assert incident.ringing and incident.room == "unplaced:B204-wall"
    (tmp_path / "data" / "keys").unlink()
    assert (tmp_path / "data" / "logbook" / "logbook.db").exists(), "the record was not touched"


async def test_another_daemon_on_the_folder_ends_the_start(tmp_path: Path) -> None:
    async with Daemon.started(settings(tmp_path)):
        with pytest.raises(Busy):
            async with Daemon.started(settings(tmp_path)):
                pass
    assert not (tmp_path / "data" / "logbook" / "set-aside").exists()


def test_one_fact_that_makes_no_sense_silences_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def folds(board: object, event: object, at: Moment) -> None:
        if isinstance(event, CallRaised) and event.room == "B205":
            raise KeyError("B205")
        was(board, event, at)  # type: ignore[arg-type]

    was = starting.apply
    monkeypatch.setattr(starting, "apply", folds)
    facts = [Fact(Moment(0, 0), call(number, room)) for number, room in ((1, "B204"), (2, "B205"), (3, "B206"))]
    remembered = Remembered(facts=facts, counters={(ButtonId("B204-wall"), "help", ""): 9})
    board = rebuilt(remembered)
    assert [incident.room for incident in board.incidents.values()] == ["B204", "B206"]
    assert board.counters[ButtonId("B204-wall"), "help", ""] == 9
    assert "CallRaised" in remembered.unreadable[0]


def test_a_folder_that_a_killed_daemon_still_holds_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    with closing_later(tmp_path, 0.2), starting.owned(tmp_path):
        pass


def test_a_folder_that_stays_held_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "FREE_WITHIN_S", 0.1)
    with starting.owned(tmp_path), pytest.raises(Busy, match="in use"), starting.owned(tmp_path):
        pass


@contextmanager
def closing_later(folder: Path, after_s: float) -> Iterator[None]:
    """Hold the folder as a process does whose files the kernel has yet to close."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(held, fcntl.LOCK_EX)
    timer = threading.Timer(after_s, os.close, (held,))
    timer.start()
    try:
        yield
    finally:
        timer.join()
