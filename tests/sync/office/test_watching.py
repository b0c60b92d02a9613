"""Tests waiting for calls, with a server that tells nothing, and with a call that overtakes its building's backlog."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import protocol
from sync.office.collecting import WATCHED_PLACES
from sync.office.incidents import Found
from sync.office.keyring import Keyring
from sync.office.line import OfficeLine
from sync.office.office import opened
from sync.office.watching import Watching
from sync.protocol import NewsTold, UrgentTold
from sync.transport.line import Refusal
from tests.appliance.logbook.box import call, note
from tests.sync.district.serving import Server
from tests.sync.office.conftest import seal_for
from tests.sync.office.machines import WORDS, Machines
from tests.sync.office.test_office import school

pytestmark = pytest.mark.slow

WITHIN_S = 90.0
BACKLOG = 600


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path / "district").init().start()
    yield found
    found.stop()


class SaysNothing(OfficeLine):
    """A line to a server that lists truly what it has, and never tells that anything came."""

    async def news(self, run: str, after: int, wait_s: int) -> NewsTold | Refusal:
        await asyncio.sleep(wait_s if run else 0)
        return NewsTold("always the same", after, (), everything=not run)

    async def told_at_once(self, after: int, wait_s: int) -> UrgentTold | Refusal:
        await asyncio.sleep(wait_s)
        return UrgentTold((), after)


class HoldsBack(OfficeLine):
    """A line to a server of which only the urgent lane is heard, as while a building's backlog is being collected."""

    async def news(self, run: str, after: int, wait_s: int) -> NewsTold | Refusal:
        await asyncio.sleep(wait_s)
        return NewsTold("always the same", after, (), everything=False)

    async def buildings(self) -> protocol.Buildings | Refusal:
        listed = await super().buildings()
        if isinstance(listed, Refusal):
            return listed
        return protocol.Buildings(
            tuple(protocol.BuildingListed(b.building, b.name, 0, b.boxes) for b in listed.buildings)
        )


async def test_a_server_that_tells_nothing_is_found_out_by_its_own_list(server: Server, tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        await seal_for(cedar.box, *Keyring.open(machines.data, WORDS).keys)
        told: list[Found] = []
        with opened(machines.data, WORDS) as office:
            async with office.line() as line:
                line.__class__ = SaysNothing
                watching = Watching(line, office.collector(line), office.store, list_every_s=1.0)
                running = asyncio.ensure_future(watching.run(told.extend))  # noqa: TID251
                await asyncio.sleep(0.5)
                await cedar.box.keep(call(1))
                await cedar.deposits()
                async with asyncio.timeout(WITHIN_S):
                    while not told:
                        await asyncio.sleep(0.05)
                running.cancel()
        assert [each.incident.number for each in told] == [1]


async def test_a_call_by_the_urgent_lane_is_told_before_what_its_building_wrote_earlier_is_collected(
    server: Server, tmp_path: Path
) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        await seal_for(cedar.box, *Keyring.open(machines.data, WORDS).keys)
        await cedar.box.keep(call(1))
        while cedar.sent < BACKLOG:
            await cedar.box.keep(*[note(1, f"minute {number}") for number in range(100)])
            await cedar.deposits()
        await cedar.box.keep(call(2, room="C101"))
        await cedar.sends_at_once()
        told: list[Found] = []
        with opened(machines.data, WORDS) as office:
            async with office.line() as line:
                line.__class__ = HoldsBack
                collector = office.collector(line, WATCHED_PLACES)
                await collector.collect(1)  # only the list, which says that there is nothing
                watching = Watching(line, collector, office.store)
                running = asyncio.ensure_future(watching.run(told.extend))  # noqa: TID251
                async with asyncio.timeout(WITHIN_S):
                    while not told:
                        await asyncio.sleep(0.05)
                running.cancel()
            assert [each.incident.number for each in told] == [2]
            assert office.store.one("SELECT after FROM building") == (0,)
            async with office.line() as honest:  # the earlier entries come in their order, and nothing is doubted
                await office.collector(honest).collect(1)
            assert office.store.one("SELECT count(*) FROM entry WHERE chained = 0") == (0,)


CALLS = 20


class Counted(Watching):
    """A watch that counts how often it takes an answer for old news."""

    old = 0

    async def _rests(self) -> None:
        self.old += 1
        await super()._rests()


async def test_calls_that_come_once_more_with_their_page_and_known_deposits_are_no_old_news(
    server: Server, tmp_path: Path
) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        await seal_for(cedar.box, *Keyring.open(machines.data, WORDS).keys)
        told: list[Found] = []
        with opened(machines.data, WORDS) as office:
            async with office.line() as line:
                watching = Counted(line, office.collector(line), office.store)
                running = asyncio.ensure_future(watching.run(told.extend))  # noqa: TID251
                for number in range(1, CALLS + 1):
                    await cedar.box.keep(call(number))
                    await cedar.sends_at_once()
                    async with asyncio.timeout(WITHIN_S):
                        while len(told) < number:
                            await asyncio.sleep(0.01)
                    before = cedar.sent
                    await cedar.deposits()
                    cedar.sent = before
                    await cedar.deposits()  # as a box whose answer was lost
                running.cancel()
        assert [each.incident.number for each in told] == [*range(1, CALLS + 1)]
        assert watching.old < CALLS / 2, "and the first look at the list is one of them"
