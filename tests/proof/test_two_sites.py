"""Tests a bad line with both its ends killed again and again, and an outage that is made up for: every entry arrives once,
calls go first.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.api.feed.client import FeedClient
from appliance.core.calls.commands import AddNote
from appliance.envelope.deposit import Signed
from appliance.envelope.format import GENESIS_DIGEST, entry_digest, split
from appliance.envelope.statements import HOLDING_LABEL, Countersigned, Holding
from sync.district.authority import receipt_key
from sync.transport.checking import is_signed
from tests.patience import patient
from tests.proof.bad_line import BadLine
from tests.proof.lan import Lan
from tests.proof.two_sites import TwoSites
from tests.rounds import seeds
from tests.sync import postgres
from tests.sync.district.serving import Client, collected, office
from tests.sync.district.tables import RECIPIENT
from tests.system.desk import Desk

pytestmark = pytest.mark.proof

ROUNDS_S = 50.0
ROUNDS_MAX = 60  # a slow machine needs more rounds to see each kind of death twice
LEFT_ALONE_S = (
    0.3,
    5.0,
)  # a deposit of 256 KiB takes two seconds on this line: some deaths come in the middle of one, some do not
SETTLED_WITHIN_S = 180.0
DISBELIEVED = "did not believe what the district said: "
UNKNOWN_KEY = "a receipt is signed by a key the safety office does not name"
BACKLOG = 3_000  # at 2 Mbit/s about ten seconds on the wire
AT_ONCE = 50
URGENT_WITHIN_S = (
    4.0  # the newest 256 entries go ahead when the line is back; they take 2 s on it, and so does one deposit
)


async def writes(desk: Desk, room: str, count: int) -> None:
    """Write so many entries, all of one call."""
    call = await desk.sees(room)
    note = AddNote(incident=call.incident, text="Somebody looked in at the door and went on. " * 3)
    for _ in range(0, count, AT_ONCE):
        await asyncio.gather(*(desk.does(note) for _ in range(AT_ONCE)))


async def whole_record(feed: FeedClient) -> list[bytes]:
    """Give what the box has now, in order."""
    entries: list[bytes] = []
    while (items := await feed.follow(len(entries))).entries:
        entries += [each.entry for each in items.entries]
    return entries


async def all_is_there(sites: TwoSites, feed: FeedClient) -> int:
    """Check that the district has every entry once, in order, in one chain, and that every receipt is good; give the number of entries."""
    async with asyncio.timeout(SETTLED_WITHIN_S):
        while (signed := await sites.is_countersigned(feed, 1, 5)) < (await feed.head()).number:
            await asyncio.sleep(0.3)
    record = (await whole_record(feed))[
        :signed
    ]  # leave out what the box has written by itself since: it is still on its way
    assert hang_together(record)
    async with office(sites.server, sites.folder / "office") as safety:
        kept, receipts, _ = await collected(safety, await sites.building(feed), RECIPIENT)
    assert sorted(each.number for each in kept) == list(range(1, len(kept) + 1)), "each once, none missing"
    by_number = {each.number: each.entry for each in kept}
    assert [by_number[number] for number in range(1, len(record) + 1)] == record
    key = receipt_key(sites.server.folder).public
    assert all(is_signed(each) and each.key == key and true_of(each, by_number) for each in receipts)
    assert disbelieved(sites.uplink_said()) == [], (
        "alert believed every receipt it was handed, once it knew whose they were"
    )
    return len(record)


def disbelieved(said: str) -> list[str]:
    """Give why alert did not believe something. Leave out what comes before the notice that names the server's key; both come by the
    uplink.
    """
    whys = [line.partition(DISBELIEVED)[2] for line in said.splitlines() if DISBELIEVED in line]
    return [why for line in whys for why in line.split("; ") if why != UNKNOWN_KEY]


def hang_together(record: list[bytes]) -> bool:
    """Whether each entry names the one before it."""
    digests = [GENESIS_DIGEST, *(entry_digest(entry) for entry in record)]
    return all(split(entry).header.prev_digest == before for entry, before in zip(record, digests, strict=False))


def true_of(receipt: Signed, record: dict[int, bytes]) -> bool:
    """Whether the record agrees with this receipt."""
    if receipt.statement.startswith(HOLDING_LABEL):
        held = Holding.unpack(receipt.statement)
        return held.digest == entry_digest(record[held.number])
    says = Countersigned.unpack(receipt.statement)
    return says.first <= says.last and says.digest == entry_digest(record[says.last])


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give what a server is told of its store: nothing for SQLite, or an address."""
    if request.param == "sqlite":
        yield ""
        return
    if (why := postgres.missing()) is not None:
        pytest.skip(why)
    with postgres.running() as server:
        yield server.address(server.database())


@pytest.mark.parametrize("seed", seeds("both-ends"))
async def test_both_ends_killed_and_the_line_cut_at_random_every_entry_arrives_once_and_every_receipt_holds(
    lan: Lan, tmp_path: Path, store: str, seed: str
) -> None:
    chance = random.Random(seed)
    line = BadLine((0.02, 0.06), 0.02, seed=6)
    async with TwoSites.open(lan, tmp_path, store, line) as sites:
        building, desk, feed = await sites.box.building("B201"), await sites.box.desk("front"), await sites.box.feed()
        await building.press("B201-wall")
        await writes(desk, "B201", 1_000)
        await sites.knows_office()
        sites.uplink_starts()
        rounds, ends_s, done, reached = (
            0,
            time.monotonic() + ROUNDS_S,
            {"uplink": 0, "server": 0, "line": 0},
            set[int](),
        )
        while time.monotonic() < ends_s or ((min(done.values()) < 2 or len(reached) < 4) and rounds < ROUNDS_MAX):
            rounds += 1
            await writes(desk, "B201", AT_ONCE * chance.randrange(4))
            await asyncio.sleep(chance.uniform(*LEFT_ALONE_S))
            reached.add(await sites.is_countersigned(feed, 0, 5))
            what = chance.choice(("uplink", "uplink", "server", "server", "line"))
            done[what] += 1
            if what == "uplink":
                sites.uplink_killed()
                sites.uplink_starts()
            elif what == "server":
                await sites.server_killed_and_started()
            else:
                sites.cut()
                await asyncio.sleep(chance.uniform(0.5, 3))
                sites.mend()
        count = await all_is_there(sites, feed)
        print(f"{count} entries, {line.carried} frames carried, {line.lost} lost")
        print(f"killed or cut {done}; alert had receipts up to {sorted(reached)}")
        assert min(done.values()) >= 2
        assert len(reached) >= 4, "some of it arrived between one death and the next"


@dataclass
class Watch:
    """When an entry was recorded at the building, and when the district had it: seconds by number."""

    recorded: dict[int, float] = field(default_factory=dict)
    arrived: dict[int, float] = field(default_factory=dict)

    async def at_building(self, feed: FeedClient, after: int) -> None:
        while True:
            for each in (await feed.follow(after, wait_s=5)).entries:
                self.recorded[each.number] = time.monotonic()
                after = each.number

    async def at_district(self, safety: Client, building: str) -> None:
        after = 0
        while True:
            entries, _, after = await collected(safety, building, RECIPIENT, after)
            for each in entries:
                self.arrived.setdefault(each.number, time.monotonic())
            await asyncio.sleep(0.05)


@pytest.mark.alone
async def test_calls_while_an_outage_is_made_up_for_go_ahead_of_it(lan: Lan, tmp_path: Path) -> None:
    line = BadLine((0.02, 0.06), 0.0, seed=7)
    async with TwoSites.open(lan, tmp_path, "", line) as sites:
        await sites.knows_office()
        rooms = [f"B2{number:02}" for number in range(1, 9)]
        building, desk, feed = await sites.box.building(*rooms), await sites.box.desk("front"), await sites.box.feed()
        sites.uplink_starts()
        await sites.is_countersigned(feed, 1, 30)
        sites.cut()
        await building.press("B201-wall")
        await writes(desk, "B201", BACKLOG)
        head = (await feed.follow(0, limit=1)).head
        watch = Watch()
        async with office(sites.server, tmp_path / "office") as safety, asyncio.TaskGroup() as group:
            watching = [
                group.create_task(watch.at_building(await sites.box.feed(), head)),
                group.create_task(watch.at_district(safety, await sites.building(feed))),
            ]
            sites.mend()
            async with patient(60):
                while max(watch.arrived, default=0) < head - 300:  # until then the box has not begun to send again
                    await asyncio.sleep(0.02)
            for room in rooms[1:]:
                await building.press(f"{room}-wall")
                await asyncio.sleep(0.3)
            await desk.sees(rooms[-1], lambda card: card.recorded)
            called = (await feed.follow(0, limit=1)).head
            await sites.is_countersigned(feed, called, 60)
            async with patient():
                while called not in watch.recorded:
                    await asyncio.sleep(0.05)
                while watch.arrived.keys() < set(range(1, called + 1)):
                    await asyncio.sleep(0.05)
            for each in watching:
                each.cancel()
        made_up_s = max(watch.arrived[number] for number in range(1, head + 1))
        calls = range(head + 1, called + 1)
        meanwhile = [number for number in calls if watch.recorded[number] < made_up_s - URGENT_WITHIN_S]
        delays = [watch.arrived[number] - watch.recorded[number] for number in calls]
        print(
            f"{len(delays)} entries of calls: median {statistics.median(delays):.2f} s, slowest {max(delays):.2f} s; "
            f"{len(meanwhile)} of them came well before the {BACKLOG} were made up for"
        )
        assert meanwhile, "calls came while the backlog was being sent"
        assert all(watch.arrived[number] < made_up_s for number in meanwhile), "and none of them waited for its end"
        await all_is_there(sites, feed)
