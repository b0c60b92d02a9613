"""Tests `handbell replica run` as a process: it copies, is alone in its folder, ends at once when asked, and leaves no process behind."""

import asyncio
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from appliance.api.feed.client import FeedClient
from appliance.api.feed.copy import CopyState
from appliance.daemon import Daemon
from appliance.settings import Settings
from sync.replica.command import NO_COPY, main
from sync.replica.folder import prepare
from tests.patience import patience, patient
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record
from tests.sync.replica.servers import tree_of

pytestmark = pytest.mark.slow

HANDBELL = Path(sys.executable).with_name("handbell")


def _words(folder: Path, run: Path) -> list[str]:
    places = ["--data", str(folder / "replica"), "--run", str(run), "--own-run", str(run)]
    return [str(HANDBELL), "replica", "run", *places, "--seeded", str(folder / "copy.json")]


async def test_it_copies_alone_and_ends_with_its_child_when_asked(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    prepare(target)
    (tmp_path / "copy.json").write_text(json.dumps({"to": "folder", "path": str(target)}))
    record = Record()
    record.writes(30)
    with tempfile.TemporaryDirectory(dir="/tmp") as run:  # the path of a socket has at most 107 letters
        async with BoxFeed.open(record, Path(run)) as feed:
            words = _words(tmp_path, Path(run))
            replica = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
            try:
                await feed.is_copied(30)
                children = tree_of(replica.pid)
                assert len(children) == 1
                second = await asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, check=False)
                assert (second.returncode, "another replica works" in second.stderr) == (1, True)
                status = subprocess.run(
                    [str(HANDBELL), "replica", "status", "--own-run", run], capture_output=True, text=True, check=True
                )
                assert "Copy: up to entry 30, " in status.stdout
            finally:
                replica.terminate()
                said = await asyncio.to_thread(replica.communicate, timeout=patience(5))
            assert replica.returncode == 0, said
            assert not Path(f"/proc/{children[0]}").exists()


async def test_where_no_copy_is_set_up_it_says_so_to_the_daemon_too_and_ends(tmp_path: Path) -> None:
    (tmp_path / "copy.json").write_text("{}")
    with tempfile.TemporaryDirectory(dir="/tmp") as run:
        words = _words(tmp_path, Path(run))
        alone = await asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, check=False)
        assert alone.returncode == 1, "it is begun again: nobody has heard it"
        async with BoxFeed.open(Record(), Path(run)) as feed:
            done = await asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, check=False)
            assert (done.returncode, "No copy is set up" in done.stderr) == (NO_COPY, True)
            [state] = feed.copy.told
            assert (state.kind, state.where, state.trouble) == ("", "", "")


def test_settings_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    (tmp_path / "copy.json").write_text('{"to": "tape"}')
    done = subprocess.run(_words(tmp_path, tmp_path), capture_output=True, text=True, check=False)
    assert (done.returncode, "does not say where the copy is to lie" in done.stderr) == (1, True)


async def test_a_place_that_cannot_be_used_is_told_to_the_daemon_before_it_ends(tmp_path: Path) -> None:
    said = {"to": "sftp", "host": "h", "user": "u", "path": "/two words", "host_key": "ssh-ed25519 A", "key": "PRIVATE"}
    (tmp_path / "copy.json").write_text(json.dumps(said))
    with tempfile.TemporaryDirectory(dir="/tmp") as run:
        async with BoxFeed.open(Record(), Path(run)) as feed:
            words = _words(tmp_path, Path(run))
            done = await asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, check=False)
            assert (done.returncode, "no path for a copy" in done.stderr) == (1, True)
            [state] = feed.copy.told
            assert (state.kind, state.where, state.trouble) == ("sftp", "another machine", "copy-refused")
            assert "no path for a copy" in state.says and "PRIVATE" not in state.says


async def test_who_may_not_enter_its_folder_asks_the_daemon(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An administrator of a box asks so, where nobody can become the replica's user."""
    (tmp_path / "run").mkdir()
    at, closed = Settings(data=tmp_path / "data", run=tmp_path / "run"), str(tmp_path / "closed")
    places = ["--data", closed, "--run", str(at.run)]
    told = CopyState(kind="stick", where="the USB stick")
    async with Daemon.started(at) as daemon, FeedClient.connect(at.feed_socket) as line:
        assert await asyncio.to_thread(main, ["drill", *places]) == 1
        assert "No copy is set up" in capsys.readouterr().err
        await line.tell_copy(told)
        async with patient():
            while not daemon.engine.board.recovery.is_set_up:
                await daemon.engine.changed_since(daemon.engine.version)
        for what, says in (("drill", "as soon as no call is open"), ("forget-earlier", "removes them within a minute")):
            assert await asyncio.to_thread(main, [what, *places]) == 0
            assert says in capsys.readouterr().out
        assert {(await line.tell_copy(told)).wanted for _ in range(2)} == {"drill-asked", "forget-earlier"}
    assert await asyncio.to_thread(main, ["drill", *places]) == 1, "nobody answers"
