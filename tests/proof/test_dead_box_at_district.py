"""Proves that a box made anew from its stick and the phrase takes its place at the district by itself. It brings what the district lacked
of the dead box, and the dead box is told at once when it comes back. If the district heard of the dead box a moment ago, both wait for the
office.

What the district had and the stick had not is fetched, and told. Daemons, replica, uplinks and server are real. A box believes only
receipts that its own office vouched for, and the phrase brings that belief along.
"""

import asyncio
import os
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from appliance.api.feed.messages import HandIn
from appliance.logbook.brought_back import BroughtBack, entries_of
from sync import administration, protocol
from sync.district.asking import ask
from tests.patience import patient
from tests.proof.bad_line import BadLine
from tests.proof.copied_box import PHRASE, Blank, Replica, is_safe, seals_for
from tests.proof.lan import Lan
from tests.proof.two_sites import TwoSites
from tests.sync.district.serving import Server
from tests.sync.district.test_heirs_with_uplink import UPLINK, seeded
from tests.system.desk import Desk

pytestmark = pytest.mark.proof

WITHIN_S = 180.0  # the uplink asks each minute


@asynccontextmanager
async def uplink_of(box: Blank, server: Server) -> AsyncIterator[None]:
    """Run the uplink of a box whose seed names the district and has no token."""
    surroundings = {**os.environ, "NO_PROXY": "", "HTTPS_PROXY": ""}
    where = box.folder / "of-uplink"
    where.mkdir()
    words = seeded(server, where, "")
    words[words.index("--run") + 1] = str(box.run)
    with box.journal_file.open("ab") as journal:
        running = subprocess.Popen(
            box.computer.command(*UPLINK, *words), stdout=journal, stderr=journal, env=surroundings
        )
    try:
        yield
    finally:
        running.kill()
        running.wait()


async def named(server: Server, box: bytes, state: str) -> int:
    """Wait until the district says this of the box; give the newest entry that it has."""
    async with patient(WITHIN_S):
        while True:
            fleet = await asyncio.to_thread(ask, server.folder.socket, "GET", protocol.FLEET, administration.Fleet)
            assert isinstance(fleet, administration.Fleet)
            for each in fleet.boxes:
                if (each.box, each.state) == (box.hex(), state):
                    return each.number
            await asyncio.sleep(0.2)


async def is_told_who_follows(server: Server) -> None:
    """Wait until the district knows who speaks for the box after this one."""
    async with patient(WITHIN_S):
        while True:
            audit = await asyncio.to_thread(ask, server.folder.socket, "GET", protocol.AUDIT, administration.Audit)
            assert isinstance(audit, administration.Audit)
            if any("succession key" in line.what for line in audit.lines):
                return
            await asyncio.sleep(0.2)


async def dies_in_a_call(sites: TwoSites, desk: Desk, stick: Path) -> int:
    """Let the box be countersigned, copied, cut off, called, and copied again, so that the stick has more than the district; give the
    newest copied entry.
    """
    box, building = sites.box, await sites.box.building("B201")
    await sites.knows_office()
    await seals_for(desk, PHRASE)
    async with Replica.of(box, stick) as replica:
        head = await is_safe(desk)  # a bundle was made, and so there is a succession key
        sites.uplink_starts()
        await is_told_who_follows(sites.server)
        await sites.is_countersigned(await box.feed(), head, WITHIN_S)
        sites.uplink_killed()
        await building.press("B201-wall")
        await desk.shows("B201")
        copied = await is_safe(desk)
        box.kill()
        replica.dies()
    return copied


@pytest.mark.parametrize("heard", ["two days ago", "just now"])
async def test_a_new_box_takes_the_dead_ones_place_at_its_district(lan: Lan, tmp_path: Path, heard: str) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    async with TwoSites.open(lan, tmp_path, "", BadLine((0.005, 0.02), 0.01, seed=22)) as sites:
        former_id = bytes.fromhex(_box_in(sites))
        copied = await dies_in_a_call(sites, await sites.box.desk("front"), stick)
        if heard == "two days ago":
            await asyncio.to_thread(_set_heard, sites.server)
        async with Blank(tmp_path / "second", lan.computer("second", "10.78.0.3")) as new:
            await new.starts()
            assert "One call was open" in await new.is_restored(stick, PHRASE)
            desk = await new.desk("front")
            assert (await desk.shows("B201")).ringing
            async with uplink_of(new, sites.server):
                if heard == "just now":
                    await desk.sees_trouble("district-says-fork", WITHIN_S)
                    await named(sites.server, former_id, "fork")
                    return
                assert await named(sites.server, former_id, "superseded") <= copied
                feed = await new.feed()
                head = (await feed.follow(0, limit=1)).head
                async with patient(WITHIN_S):
                    while (await feed.hand_in(HandIn(request=0))).countersigned < head:
                        await asyncio.sleep(0.2)
                async with patient(WITHIN_S):
                    while await named(sites.server, former_id, "superseded") < copied:
                        await asyncio.sleep(0.2)
                await sites.box.starts()
                former = await sites.box.desk("front")
                sites.uplink_starts()
                assert await former.sees_trouble("box-superseded", WITHIN_S)
                await desk.sees_no_trouble("district-says-fork")


async def test_what_the_dead_box_had_brought_its_district_beyond_the_copy_is_told_at_the_new_one(
    lan: Lan, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    async with TwoSites.open(lan, tmp_path, "", BadLine((0.005, 0.02), 0.01, seed=23)) as sites:
        box, desk, building = sites.box, await sites.box.desk("front"), await sites.box.building("B201")
        await sites.knows_office()
        await seals_for(desk, PHRASE)
        async with Replica.of(box, stick) as replica:
            copied = await is_safe(desk)
            sites.uplink_starts()
            await is_told_who_follows(sites.server)
            copied = max(copied, await is_safe(desk))
            replica.dies()  # as if the stick was pulled
        await building.press("B201-wall")
        await desk.shows("B201")
        feed = await box.feed()
        head = (await feed.follow(0, limit=1)).head
        await sites.is_countersigned(feed, head, WITHIN_S)
        sites.uplink_killed()
        box.kill()
        await asyncio.to_thread(_set_heard, sites.server)
        async with Blank(tmp_path / "second", lan.computer("second", "10.78.0.3")) as new:
            await new.starts()
            await new.is_restored(stick, PHRASE)
            desk = await new.desk("front")
            async with uplink_of(new, sites.server):
                says = await desk.sees_trouble("entries-beyond-copy", WITHIN_S)
            (tail,) = BroughtBack(new.data / "logbook").tails()
            assert tail.first > copied and tail.last >= head, "the call that the stick had not is among them"
            assert f"({tail.first} to {tail.last})" in says and "ask its room" in says
            assert {number for number, _ in entries_of(tail)} == {*range(tail.first, tail.last + 1)}


def _box_in(sites: TwoSites) -> str:
    (found,) = ask(sites.server.folder.socket, "GET", protocol.FLEET, administration.Fleet).boxes  # type: ignore[union-attr]
    return found.box


def _set_heard(server: Server) -> None:
    """Change the store as if the district had last heard of the box two days ago."""
    server.stop()
    with closing(sqlite3.connect(server.folder.database, isolation_level=None)) as db:
        db.execute("UPDATE box SET seen_ms = 1")
    server.start()
