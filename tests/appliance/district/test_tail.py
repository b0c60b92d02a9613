"""Tests that a box which was put back is given what it lost: it is kept whole, or not at all, whoever brings it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import BroughtBackTo, HandIn
from appliance.core.district.events import TailBroughtBack
from appliance.core.ground.words import Cause
from appliance.daemon import Daemon
from appliance.envelope.deposit import Signed
from appliance.envelope.format import DIGEST_LEN
from appliance.logbook import brought_back
from appliance.logbook.brought_back import BroughtBack, Tail, entries_of
from appliance.settings import Settings
from tests.appliance.district.test_daemon import hand_in, knows, office_of, settings, signed_for
from tests.patience import patient

pytestmark = pytest.mark.slow


LOST = 12
SPOILED = [
    "no receipt",
    "a gap",
    "another order",
    "an entry changed",
    "another end",
    "of another box",
    "hangs on nothing",
    "rubbish",
]


@dataclass
class PutBack:
    """A running daemon whose record was put back; what it lost; and the district's receipt for the end of that."""

    at: Settings
    daemon: Daemon
    lost: tuple[bytes, ...]
    receipt: Signed

    async def brings(self, *entries: bytes) -> BroughtBackTo:
        async with FeedClient.connect(self.at.feed_socket) as line:
            return await line.bring_back(entries)

    async def is_told(self) -> None:
        await hand_in(self.at, HandIn(request=0, receipts=(self.receipt,)))

    def tails(self) -> list[Tail]:
        return BroughtBack(self.at.logbook).tails()


async def writes(daemon: Daemon, count: int) -> None:
    head = daemon.engine.head
    for number in range(count):
        daemon.engine.report(Cause("something", f"{head}.{number}"), "to have entries")
        await daemon.engine.recorder.caught_up()
    async with patient():
        while daemon.engine.head < head + count:
            await asyncio.sleep(0.01)


@asynccontextmanager
async def put_back(folder: Path) -> AsyncIterator[PutBack]:
    at, lost, receipt = await lost_some(folder)
    async with Daemon.started(at) as daemon:
        yield PutBack(at, daemon, lost, receipt)


async def lost_some(folder: Path) -> tuple[Settings, tuple[bytes, ...], Signed]:
    """Make a folder whose record was put back and which no daemon writes to; give also what it lost, and the receipt."""
    at = settings(folder)
    office = office_of(at)
    async with Daemon.started(at) as daemon:
        await knows(daemon, at, office)
        await daemon.engine.recorder.caught_up()
        kept = daemon.engine.head
        shutil.copytree(at.data, folder / "image")
        await writes(daemon, LOST)
        async with FeedClient.connect(at.feed_socket) as line:
            lost = tuple(each.entry for each in (await line.follow(kept)).entries[:LOST])
        receipt = await signed_for(at, office, kept + LOST)
    shutil.rmtree(at.data)
    shutil.copytree(folder / "image", at.data)
    return at, lost, receipt


async def test_it_is_kept_as_it_was_noted_and_not_wanted_again(tmp_path: Path) -> None:
    async with put_back(tmp_path) as box:
        await box.is_told()
        assert (await box.brings()).wanted
        told = await box.brings(*box.lost[:5])
        assert told.wanted and not box.tails(), "half of it is nothing"
        assert (await box.brings()).after == told.after, "whoever brings it may be another one by now"
        assert not (await box.brings(*box.lost[5:])).wanted
        (tail,) = box.tails()
        assert tuple(entry for _, entry in entries_of(tail)) == box.lost
        await box.daemon.engine.recorder.caught_up()
        _, told_of = await box.daemon.queries.feed(0, 500)
        (noted,) = [event for _, _, event in told_of if isinstance(event, TailBroughtBack)]
        assert (noted.first, noted.last) == (tail.first, tail.last)
        assert 0 < noted.readable <= LOST, "on a slow machine one of them may have a key made after the image"
        again = await box.brings()
        assert (again.wanted, again.says) == (False, "")


async def test_it_is_asked_for_again_where_the_daemon_died_over_it(tmp_path: Path) -> None:
    async with put_back(tmp_path) as box:
        await box.is_told()
        await box.brings(*box.lost[:5])
    async with Daemon.started(box.at):
        await box.is_told()
        assert (await box.brings()).after == 0
        assert not (await box.brings(*box.lost)).wanted
        assert tuple(entry for _, entry in entries_of(box.tails()[0])) == box.lost


@pytest.mark.parametrize("how", SPOILED)
async def test_what_does_not_hang_together_is_kept_nowhere(tmp_path: Path, how: str) -> None:
    async with put_back(tmp_path) as box:
        if how != "no receipt":
            await box.is_told()
        lost = list(box.lost)
        match how:
            case "a gap":
                del lost[4]
            case "another order":
                lost[3], lost[4] = lost[4], lost[3]
            case "an entry changed":
                lost[6] = lost[6][:-1] + bytes([lost[6][-1] ^ 1])
            case "another end":
                lost[-1] = lost[-1][:-1] + bytes([lost[-1][-1] ^ 1])
            case "of another box":
                lost[0] = lost[0][:22] + bytes(16) + lost[0][38:]
            case "hangs on nothing":
                del lost[0]
            case "rubbish":
                lost[2] = b"HBE1 and no more"
        told = await box.brings(*lost)
        assert not told.wanted and told.says
        assert not box.tails()


async def test_what_was_brought_back_before_counts_where_it_grows_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with put_back(tmp_path) as box:
        await box.is_told()
        kept = BroughtBack(box.at.logbook)
        kept.begin()
        assert kept.add(box.lost)
        kept.finish(900, 911, bytes(DIGEST_LEN), head=1)
        monkeypatch.setattr(brought_back, "LENGTH_MAX", 2 * sum(map(len, box.lost)))
        told = await box.brings(*box.lost)
        assert not told.wanted and "too long" in told.says
        assert (await box.brings()).says == told.says, "it is not fetched again and again"
        assert not (kept.folder / "unfinished").exists()
        assert [tail.first for tail in box.tails()] == [900]


async def test_more_than_was_signed_for_is_cut_off(tmp_path: Path) -> None:
    async with put_back(tmp_path) as box:
        await box.is_told()
        assert not (await box.brings(*box.lost, b"and this")).wanted
        assert tuple(entry for _, entry in entries_of(box.tails()[0])) == box.lost
