"""Tests the whole alert daemon, started and started again: what it gives a replica, what it says of the copy, and its bundle."""

import asyncio
from pathlib import Path

import pytest

from appliance.api.board.board import BoardView
from appliance.api.desk.client import DeskClient
from appliance.api.feed.client import FeedClient
from appliance.api.feed.copy import CopyState
from appliance.core.ground.words import Cause
from appliance.daemon import Daemon
from appliance.envelope.bundle import Sealed, opened
from appliance.envelope.hybrid import PrivateKey
from appliance.recovery import bundling, kept_keys
from appliance.settings import Settings
from tests.appliance.recovery.test_copying import everything, whole_set
from tests.patience import patient

PHRASE = PrivateKey.generate()


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(bundling, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(kept_keys, "LOOK_EVERY_S", 0.05)
    (tmp_path / "run").mkdir()
    return Settings(data=tmp_path / "data", run=tmp_path / "run")


async def board(at: Settings) -> BoardView:
    async with DeskClient.connect(at.desk_socket, None, "test") as line:
        async for view in line.states():
            return view
    raise AssertionError("the states of a line never end by themselves")


async def test_a_box_without_a_copy_says_so_and_has_no_trouble_of_it(at: Settings) -> None:
    async with Daemon.started(at) as daemon:
        view = await board(at)
        assert view.copy is not None
        assert view.copy.kind == ""
        daemon.recovery.copies.look()
        await daemon.engine.recorder.caught_up()
        assert not [each for each in daemon.engine.board.troubles if each.startswith(("copy", "recovery", "bundle"))]


async def test_a_replica_copies_over_a_restart_and_asks_for_the_wraps_once(at: Settings) -> None:
    async with Daemon.started(at), FeedClient.connect(at.feed_socket) as line:
        entries = [each.entry for piece in await everything(line) for each in piece.entries]
        version, _, _ = await whole_set(line)
    async with Daemon.started(at) as daemon, FeedClient.connect(at.feed_socket) as line:
        again = [each.entry for piece in await everything(line) for each in piece.entries]
        assert again[: len(entries)] == entries
        assert (await line.follow_copy(len(again))).version != version
        await daemon.recovery.keys.look()
        newer, wraps, _ = await whole_set(line)
        assert newer > version
        assert wraps
        async with patient():
            while (await line.follow_copy(daemon.engine.head)).version != newer:
                newer, _, _ = await whole_set(line)


async def test_the_bundle_is_made_by_itself_and_anew_after_a_restart(at: Settings) -> None:
    async with Daemon.started(at) as daemon, FeedClient.connect(at.feed_socket) as line:
        assert await daemon.recovery.phrase.use(PHRASE.public.raw, "a test") == ""
        first = await line.copy_bundle()
        assert opened(Sealed.unpack(first.sealed), PHRASE).box == daemon.vault.box
    async with Daemon.started(at) as daemon, FeedClient.connect(at.feed_socket) as line:
        async with patient():
            while (second := await line.copy_bundle()).serial <= first.serial:
                await asyncio.sleep(0.02)
        found = opened(Sealed.unpack(second.sealed), PHRASE)
        assert found.rank >= daemon.engine.board.epoch_rank
        public = daemon.engine.board.recovery.succession
        assert public
        assert found.succession == opened(Sealed.unpack(first.sealed), PHRASE).succession


async def test_a_trouble_of_the_copy_stands_over_a_restart_until_the_replica_says_otherwise(at: Settings) -> None:
    full = Cause("copy-full", "")
    async with Daemon.started(at) as daemon, FeedClient.connect(at.feed_socket) as line:
        told = CopyState(kind="stick", where="the USB stick")
        await line.tell_copy(told)
        await line.tell_copy(CopyState(kind="stick", where="the USB stick", trouble=full.what))
        async with patient():
            while full.key not in daemon.engine.board.troubles:
                await asyncio.sleep(0.01)
    async with Daemon.started(at) as daemon, FeedClient.connect(at.feed_socket) as line:
        daemon.recovery.copies.look()
        await daemon.engine.recorder.caught_up()
        assert full.key in daemon.engine.board.troubles
        await line.tell_copy(told)
        async with patient():
            while full.key in daemon.engine.board.troubles:
                await asyncio.sleep(0.01)


async def test_a_phrase_is_still_known_where_the_record_was_begun_anew(at: Settings) -> None:
    async with Daemon.started(at) as daemon:
        assert await daemon.recovery.phrase.use(PHRASE.public.raw, "a test") == ""
    file = at.logbook / "logbook.db"
    data = bytearray(file.read_bytes())
    data[:16] = b"no database here"
    file.write_bytes(data)
    async with Daemon.started(at) as daemon:
        assert daemon.recovery.phrase.public == PHRASE.public.raw


async def test_a_copy_that_is_taken_out_of_the_seed_is_no_trouble_any_more(at: Settings) -> None:
    unplugged = Cause("copy-unplugged", "").key
    async with Daemon.started(at) as daemon, FeedClient.connect(at.feed_socket) as line:
        await line.tell_copy(CopyState(kind="stick", where="the USB stick"))
        await line.tell_copy(CopyState(kind="stick", where="the USB stick", trouble="copy-unplugged"))
        async with patient():
            while unplugged not in daemon.engine.board.troubles:
                await asyncio.sleep(0.01)
        await line.tell_copy(CopyState(kind="", where=""))
        async with patient():
            while daemon.engine.board.recovery.is_set_up or unplugged in daemon.engine.board.troubles:
                daemon.recovery.copies.look()
                await asyncio.sleep(0.01)
        view = await board(at)
        assert view.copy is not None and view.copy.kind == ""
