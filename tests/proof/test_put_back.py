"""Proves that an old card image started again, and a server put back from an old copy, are both named and made good, over a real line."""

import asyncio
import shutil
import subprocess
from pathlib import Path

import pytest

from appliance.api.feed.messages import HandIn
from appliance.core.calls.commands import Acknowledge
from appliance.envelope.format import split
from appliance.logbook.brought_back import BroughtBack, entries_of
from tests.proof.bad_line import BadLine
from tests.proof.lan import Lan
from tests.proof.test_two_sites import all_is_there, whole_record, writes
from tests.proof.two_sites import TwoSites
from tests.system.box import HANDBELL

pytestmark = pytest.mark.proof

WITHIN_S = 120.0


def log_show_lost(sites: TwoSites) -> str:
    """Run `handbell log show --brought-back`, while the daemon runs."""
    words = [str(HANDBELL), "log", "show", "--brought-back", "--data", str(sites.box.data), "--run", str(sites.box.run)]
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def quiet(sites: TwoSites) -> int:
    """Wait until nothing is on its way to the district; give the head."""
    feed = await sites.box.feed()
    async with asyncio.timeout(WITHIN_S):
        while (head := (await feed.follow(0, limit=1)).head) > (await feed.hand_in(HandIn(request=0))).countersigned:
            await asyncio.sleep(0.2)
    return head


async def test_an_old_image_of_the_card_gets_back_what_it_lost_and_reads_what_its_keys_open(
    lan: Lan, tmp_path: Path
) -> None:
    async with TwoSites.open(lan, tmp_path, "", BadLine((0.005, 0.02), 0.01, seed=8)) as sites:
        box = sites.box
        building, desk = await box.building("B201", "B202"), await box.desk("front")
        await sites.knows_office()
        await building.press("B201-wall")
        call = await desk.shows("B201")
        sites.uplink_starts()
        kept = await quiet(sites)
        shutil.copytree(
            box.data, tmp_path / "image"
        )  # the image of a card in use, as somebody makes one; at this moment nothing is written
        await desk.does(Acknowledge(incident=call.incident))
        await writes(desk, "B201", 50)  # more entries than the box writes by itself after it was started again
        await building.press(
            "B202-wall"
        )  # a call begun after the image: its key is on the lost card, and at the office
        await desk.shows("B202")
        lost_from = kept + 1
        lost_to = await quiet(sites)
        lost = (await whole_record(await box.feed()))[kept:lost_to]
        sites.uplink_killed()
        box.kill()
        shutil.rmtree(box.data)
        shutil.copytree(tmp_path / "image", box.data)
        await box.starts()
        desk = await box.desk("front")
        call = await desk.sees("B201")
        assert not call.acknowledged_by and call.ringing, "it rings again, as everything that is open does"
        sites.uplink_starts()
        said = await desk.sees_trouble("record-rolled-back", WITHIN_S)
        assert str(lost_to) in said
        async with asyncio.timeout(WITHIN_S):
            while not (tails := BroughtBack(box.data / "logbook").tails()):
                await asyncio.sleep(0.2)
        (tail,) = tails
        rows = list(entries_of(tail))
        assert (tail.first, tail.last) == (lost_from, lost_to)
        assert [entry for _, entry in rows] == lost, "byte for byte what the lost card had"
        shown = await asyncio.to_thread(log_show_lost, sites)
        assert "Acknowledged" in shown and "B202" not in shown, shown
        async with asyncio.timeout(WITHIN_S):
            while not any("was brought back from the district" in line for line in await desk.timeline()):
                await asyncio.sleep(0.2)
        sites.uplink_killed()  # a session that begins again brings nothing a second time
        sites.uplink_starts()
        await desk.sees_trouble("district-says-fork", WITHIN_S)
        assert BroughtBack(box.data / "logbook").tails() == [tail]
        numbers = [split(entry).header.number for entry in await whole_record(await box.feed())]
        assert numbers == list(range(1, len(numbers) + 1)), "its own record goes on whole"


async def test_a_server_put_back_from_an_old_copy_is_named_and_gets_everything_again(lan: Lan, tmp_path: Path) -> None:
    async with TwoSites.open(lan, tmp_path, "", BadLine((0.005, 0.02), 0.01, seed=9)) as sites:
        box = sites.box
        building, desk = await box.building("B201"), await box.desk("front")
        await sites.knows_office()
        await building.press("B201-wall")
        sites.uplink_starts()
        await quiet(sites)
        await asyncio.to_thread(sites.server.stop)
        folder = sites.server.folder.data
        shutil.copytree(folder, tmp_path / "old")
        await asyncio.to_thread(sites.server.start)
        await writes(desk, "B201", 300)
        await quiet(sites)
        sites.uplink_killed()
        await asyncio.to_thread(sites.server.kill)
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "old", folder)
        await asyncio.to_thread(sites.server.start)
        sites.uplink_starts()
        async with asyncio.timeout(WITHIN_S):
            while "its server was put back" not in sites.uplink_said():
                await asyncio.sleep(0.2)
        await writes(desk, "B201", 50)  # these entries are signed for only once everything before them is there again
        await quiet(sites)
        assert await all_is_there(sites, await box.feed()) >= 350
        await desk.sees_no_trouble("district-rolled-back", WITHIN_S)
