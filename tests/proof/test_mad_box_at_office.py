"""A box that writes without pause, beside three honest buildings: at the office their calls are told and collected in their usual time."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.office.keyring import Keyring
from tests.appliance.logbook.box import call, note, stand_down
from tests.patience import patience
from tests.proof.office_watch import RSS_MB_MAX, OfficeWatch, office_watch
from tests.sync.district.serving import Server
from tests.sync.office.conftest import seal_for
from tests.sync.office.machines import WORDS, Machines, running
from tests.sync.office.test_office import School, school

pytestmark = pytest.mark.proof

TOLD_WITHIN_S = 2.0
MAD_S = 5.0
FIRST_NUMBER = 10_000  # of honest calls: no mad box gets so far
ROUNDS = 6


@dataclass
class District:
    """A real server, a real watch, and three honest schools."""

    machines: Machines
    schools: list[School]
    watch: OfficeWatch
    numbers: Iterator[int]

    async def told_s(self, at: int) -> float:
        """How long a call of this school takes to be told, by either lane in turn."""
        found, number = self.schools[at], next(self.numbers)
        await found.box.keep(call(number, room=f"H{number}"))
        sent_s = time.monotonic()
        await (found.sends_at_once() if number % 2 else found.deposits())
        told_s = await self.watch.shows(f"H{number} ", within_s=patience(TOLD_WITHIN_S)) - sent_s
        if number % 2:
            await found.deposits()  # as the uplink does at once
        return told_s


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path / "district").init().start()
    yield found
    found.stop()


@asynccontextmanager
async def honest_district(server: Server, folder: Path) -> AsyncIterator[District]:
    machines = Machines(folder)
    await machines.sets_up(server.url, server.office(folder / "access"))
    async with AsyncExitStack() as stack:
        schools = [
            await stack.enter_async_context(_school(server, folder, machines, name)) for name in ("Oak", "Elm", "Fir")
        ]
        watch = await stack.enter_async_context(office_watch(machines))
        yield District(machines, schools, watch, itertools.count(FIRST_NUMBER))


@asynccontextmanager
async def _school(server: Server, folder: Path, machines: Machines, name: str) -> AsyncIterator[School]:
    (folder / name).mkdir()
    async with school(server, folder / name, name) as found:
        await seal_for(found.box, *Keyring.open(machines.data, WORDS).keys)
        yield found


# ---- what a mad box does, again and again, until it is stopped


async def writes_one_incident(mad: School) -> None:
    await mad.box.keep(call(1))
    while True:
        await mad.box.keep(*(note(1, "again") for _ in range(400)))
        await mad.deposits()


async def raises_calls_and_ends_them(mad: School) -> None:
    for number in itertools.count(1, 60):
        for each in range(number, number + 60):
            await mad.box.keep(call(each), stand_down(each))
        await mad.deposits()


async def deposits_one_entry_at_a_time(mad: School) -> None:
    await mad.box.keep(call(1))
    while True:
        await mad.box.keep(note(1, "again"))
        await mad.deposits()


async def test_beside_a_box_that_writes_without_pause_the_others_calls_are_told_and_collected(
    server: Server, tmp_path: Path
) -> None:
    async with honest_district(server, tmp_path) as district:
        for madness in (writes_one_incident, raises_calls_and_ends_them, deposits_one_entry_at_a_time):
            name = f"Mad {madness.__name__}"
            async with _school(server, tmp_path, district.machines, name) as mad, asyncio.TaskGroup() as group:
                task = group.create_task(madness(mad))
                await asyncio.sleep(MAD_S / 2)
                began_s = time.monotonic()
                waits_s = [await district.told_s(number % 3) for number in range(ROUNDS)]
                await asyncio.sleep(max(0.0, began_s + MAD_S / 2 - time.monotonic()))
                collected = await asyncio.wait_for(running("collect", *district.machines.online), patience(MAD_S))
                assert not task.done(), "the box has stopped"
                task.cancel()
            assert "entries of" in collected
            assert max(waits_s) <= TOLD_WITHIN_S, (name, waits_s)
        assert district.watch.rss_mb <= RSS_MB_MAX
