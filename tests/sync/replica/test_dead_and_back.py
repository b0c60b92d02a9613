"""Tests the whole errand with the real parts: a box dies in a call, and another rings it, from what real Litestream left on a stick."""

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from appliance.daemon import Daemon
from appliance.recovery import bundling, kept_keys
from appliance.restoring.restoring import Restored, restored
from appliance.settings import Settings as Box
from sync.replica.command import main
from sync.replica.folder import prepare
from sync.replica.replica import Replica
from sync.replica.settings import Settings
from sync.replica.where import read_where
from tests.appliance.restoring.copied import key_of
from tests.appliance.restoring.test_restored_daemon import new_box
from tests.appliance.test_daemon import plan_document, pressed, settings
from tests.patience import patient
from tests.sync.replica.rig import QUICK

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (bundling, kept_keys):
        monkeypatch.setattr(room, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(bundling, "WAIT_WHEN_LACKING_S", 0.05)


@asynccontextmanager
async def copied(box: Box, to: Path | dict[str, str]) -> AsyncIterator[Replica]:
    """Run the box's replica: to a stick, or where a seed says."""
    if isinstance(to, Path):
        prepare(to)
        to = {"to": "folder", "path": str(to)}
    run = Path(tempfile.mkdtemp(prefix="copy", dir="/tmp"))
    (run / "copy.json").write_text(json.dumps(to))
    at = Settings(data=run / "replica", run=box.run, own_run=run, seeded=run / "copy.json")
    at.data.mkdir()
    where = read_where(at.where)
    assert where is not None
    running = asyncio.get_running_loop().create_task(
        (replica := Replica(at, where, lambda: time.time_ns() // 1_000_000, QUICK)).run()
    )
    try:
        yield replica
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        shutil.rmtree(run)


async def is_copied(daemon: Daemon) -> None:
    """Wait until everything so far is proved."""
    async with patient():
        while not 0 < daemon.engine.heard.copy.proved == daemon.engine.head:
            await asyncio.sleep(0.05)


async def is_safe(daemon: Daemon) -> None:
    """Wait until everything so far is proved, with the newest bundle beside it."""
    async with patient():
        while True:
            heard, head = daemon.engine.heard.copy, daemon.engine.head
            if heard.proved == head and heard.bundle_serial and heard.bundle_serial == daemon.recovery.bundling.serial:
                return
            await asyncio.sleep(0.05)


async def is_tried(daemon: Daemon) -> None:
    """Wait until the record says that the copy was tried out, and would do."""
    async with patient():
        while daemon.engine.board.recovery.trial is None:
            await daemon.engine.changed_since(daemon.engine.version)
    tried = daemon.engine.board.recovery.trial.event
    assert tried.ok, tried


async def test_a_box_dies_in_a_call_and_another_rings_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, stick = settings(tmp_path), tmp_path / "stick"
    stick.mkdir()
    async with Daemon.started(old) as daemon:
        await daemon.adopt(plan_document()).kept
        assert await daemon.recovery.phrase.use(key_of().public.raw, "IT") == ""
        async with copied(old, stick) as replica:
            await pressed(daemon, "B204-wall", 1)
            await is_safe(daemon)
            await replica._try_out()
            await is_tried(daemon)
            await is_safe(daemon)
        former, open_before = daemon.vault.box, set(daemon.engine.board.incidents)
    shutil.rmtree(old.data)  # the card is dead
    assert main(["fetch", "--from", str(stick), "--to", str(tmp_path / "fetched")]) == 0, capsys.readouterr().err
    new = new_box(tmp_path / "new")
    done = restored(tmp_path / "fetched", key_of(), new)
    assert isinstance(done, Restored), done
    assert (done.open_calls, done.lost_calls, done.gaps, done.left_out) == (1, 0, (), ())
    assert not done.unproven, "the former box signed which calls were open"
    async with Daemon.started(new) as daemon:
        board = daemon.engine.board
        assert set(board.incidents) == open_before
        assert all(each.ringing and each.room == "B204" for each in board.incidents.values())
        assert daemon.recovery.phrase.public == key_of().public.raw, "the same phrase opens the next copy"
        second = tmp_path / "second"
        second.mkdir()
        async with copied(new, second):
            await is_safe(daemon)
        assert daemon.vault.parents == (former,)
    assert main(["fetch", "--from", str(second), "--to", str(tmp_path / "fetched")]) == 0, capsys.readouterr().err
    again = restored(tmp_path / "fetched", key_of(), new_box(tmp_path / "third"))
    assert isinstance(again, Restored) and again.open_calls == 1, again
