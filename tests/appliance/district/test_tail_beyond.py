"""Tests what the district has of a dead box beyond the copy from which the new box began: it is kept beside the record, and told until it
was read.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import BroughtBackTo, HandIn
from appliance.core.devices.commands import ClearTrouble
from appliance.core.district.events import BeyondBroughtBack
from appliance.core.ground.words import Actor
from appliance.daemon import Daemon
from appliance.district.tail import says_beyond
from appliance.engine.outcome import Done
from appliance.envelope.deposit import Signed
from appliance.log.asking import Wanted, shown
from appliance.logbook.brought_back import BroughtBack, entries_of
from appliance.plan.ids import DeskId
from appliance.restoring.restoring import Restored, restored
from appliance.settings import Settings
from appliance.words.troubles import ENTRIES_BEYOND_COPY as BEYOND
from tests.appliance.district.test_daemon import hand_in, knows, office_of, settings, signed_for
from tests.appliance.district.test_tail import LOST, writes
from tests.appliance.restoring.copied import copy_of, key_of
from tests.patience import patient

pytestmark = pytest.mark.slow


@dataclass
class Heir:
    """A running box that began from a copy; what the former box wrote beyond it; and the district's receipt for the end of that."""

    at: Settings
    daemon: Daemon
    former: bytes
    beyond: tuple[bytes, ...]
    receipt: Signed

    async def brings(self, *entries: bytes, of: bytes = b"") -> BroughtBackTo:
        async with FeedClient.connect(self.at.feed_socket) as line:
            return await line.bring_back(entries, of or self.former)

    async def is_told(self) -> None:
        await hand_in(self.at, HandIn(request=0, receipts=(self.receipt,)))

    def causes(self) -> list[str]:
        return [each.cause.key for each in self.daemon.engine.board.troubles.values() if each.cause.what == BEYOND.word]


@asynccontextmanager
async def heir_of_a_box_that_went_on(folder: Path) -> AsyncIterator[Heir]:
    """Let the former box write on after its copy was taken, and deposit that, before it dies."""
    old = settings(folder)
    office = office_of(old)
    async with Daemon.started(old) as daemon:
        await knows(daemon, old, office)
        await writes(daemon, 3)
        kept, former = daemon.engine.head, daemon.vault.box
        await writes(daemon, LOST)
        async with FeedClient.connect(old.feed_socket) as line:
            beyond = tuple(each.entry for each in (await line.follow(kept)).entries[:LOST])
        receipt = await signed_for(old, office, kept + LOST)
    (folder / "new").mkdir()
    new = settings(folder / "new")
    new.data.mkdir(mode=0o700)
    done = restored(copy_of(old.data, folder / "copy", upto=kept), key_of(), new)
    assert isinstance(done, Restored) and done.up_to == kept
    async with Daemon.started(new) as daemon:
        yield Heir(new, daemon, former, beyond, receipt)


async def test_it_lies_beside_the_record_and_stands_as_trouble_until_somebody_read_it(tmp_path: Path) -> None:
    async with heir_of_a_box_that_went_on(tmp_path) as box:
        await box.is_told()
        assert (await box.brings()).wanted
        assert (await box.brings(*box.beyond[:5])).wanted and not box.causes(), "half of it is nothing"
        assert (await box.brings(*box.beyond[5:])).says == ""
        (tail,) = BroughtBack(box.at.logbook).tails()
        assert tuple(entry for _, entry in entries_of(tail)) == box.beyond
        async with patient():
            while not box.causes():
                await asyncio.sleep(0.01)
        await box.daemon.engine.recorder.caught_up()
        (noted,) = [
            each[2] for each in (await box.daemon.queries.feed(0, 500))[1] if isinstance(each[2], BeyondBroughtBack)
        ]
        assert (noted.former_box, noted.first, noted.last) == (box.former, tail.first, tail.last)
        trouble = box.daemon.engine.board.troubles[f"{BEYOND.word}:{tail.first}-{tail.last}"]
        assert f"{LOST} entries ({tail.first} to {tail.last})" in trouble.detail
        assert f"{noted.readable} of them can be read here" in trouble.detail or not noted.readable
        assert f"{LOST - noted.readable} of them cannot" in trouble.detail or noted.readable == LOST
        told = await shown(box.at.desk_socket, Wanted(last=40, brought_back=True))
        assert len(told.items) == noted.readable
        assert not any(
            "record-rolled-back" in each or "district-fork" in each for each in box.daemon.engine.board.troubles
        )
    async with Daemon.started(box.at) as again:
        assert [each for each in again.engine.board.troubles if each.startswith(BEYOND.word)], "also after a restart"
        cleared = ClearTrouble(cause=trouble.cause)
        assert isinstance(await again.engine.submit(cleared, Actor(DeskId("front"))).kept, Done)
        box.daemon = again
        await box.is_told()
        assert not (await box.brings()).wanted and not box.causes(), "it is kept, and told once"


@pytest.mark.parametrize("how", ["no receipt", "another box", "a gap", "changed", "own entries", "not the box before"])
async def test_what_nobody_signed_for_or_does_not_hang_on_the_copy_is_kept_nowhere(tmp_path: Path, how: str) -> None:
    async with heir_of_a_box_that_went_on(tmp_path) as box:
        if how != "no receipt":
            await box.is_told()
        beyond, of = list(box.beyond), b""
        match how:
            case "another box":
                beyond[0] = beyond[0][:22] + bytes(16) + beyond[0][38:]
            case "a gap":
                del beyond[0]
            case "changed":
                beyond[2] = beyond[2][:-1] + bytes([beyond[2][-1] ^ 1])
            case "own entries":
                async with FeedClient.connect(box.at.feed_socket) as line:
                    beyond = [each.entry for each in (await line.follow(0)).entries[-3:]]
            case "not the box before":
                of = b"o" * 16
        told = await box.brings(*beyond, of=of)
        assert not told.wanted and told.says
        assert not BroughtBack(box.at.logbook).tails() and not box.causes()


async def test_both_ways_take_turns_and_lose_nothing_of_each_other(tmp_path: Path) -> None:
    """A receipt of the former box proves nothing against this record, and a receipt of this box nothing against the former one's."""
    async with heir_of_a_box_that_went_on(tmp_path) as box:
        await box.is_told()
        await box.brings(*box.beyond[:4])
        async with FeedClient.connect(box.at.feed_socket) as line:
            assert "no receipt" in (await line.bring_back(box.beyond[:4])).says
        assert (await box.brings()).after > 0, "what was on its way still is"
        await box.brings(*box.beyond[4:])
        async with patient():
            while not box.causes():
                await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("readable", "says"),
    [
        (0, ["3 entries (7 to 9)", "3 of them cannot"]),
        (2, ["2 of them can be read here: handbell log show --brought-back", "1 of them cannot"]),
        (3, ["3 of them can be read here"]),
    ],
)
def test_how_many_there_are_and_what_cannot_be_read_is_said(readable: int, says: list[str]) -> None:
    said = says_beyond(BeyondBroughtBack(former_box=b"f" * 16, first=7, last=9, readable=readable))
    assert all(each in said for each in says) and ("cannot" in said) == (readable < 3), said
    assert said.endswith("ask its room.")
