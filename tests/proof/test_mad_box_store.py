"""Tests the store beside a mad box: whatever one enrolled box brings, three others' calls are held and found in their usual time.

The store takes no more than a day's share from the box, the process stays small, and log, figures and audit log name the box.
"""

import asyncio
import math
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientSession

from appliance.envelope.deposit import Collected, Held
from sync import protocol
from sync.protocol import Forks
from tests.patience import patient
from tests.ports import free_port
from tests.proof.mad_box import MAD, NEVER_HELD_BACK
from tests.sync.district.building import Box
from tests.sync.district.conftest import database, postgres_server, server_store  # noqa: F401 — fixtures
from tests.sync.district.serving import Client, Server, client, command, enrolled, office
from tests.sync.district.tables import RECIPIENT

pytestmark = [pytest.mark.proof, pytest.mark.alone]

GOES_ON_S = 5.0
P99_S_MAX = 0.1
COLLECTED_WITHIN_S = 2.0
MEMORY_MB_MAX = 256
MIB_A_DAY = 32
BODY_MIB = 8  # the last body that is taken
PAGES = 1.5  # the longest wraps and entries leave half of a page empty
LOG_MIB = (
    BODY_MIB * PAGES + 4
)  # SQLite's write-ahead log begins anew after a thousand pages, and may be one body longer
BETWEEN_S = 0.05
CALLS_MIN = 50  # of three buildings in five seconds: with fewer calls a hundredth means nothing

OVER_ITS_DAY = "brings more than one may in a day"
WITHOUT_END = "makes histories of itself without end"
HELD_BACK = {
    "histories": WITHOUT_END,
    "lone-conflicts": WITHOUT_END,
    "long-wraps": OVER_ITS_DAY,
    "tiny-wraps": OVER_ITS_DAY,
}
FIGURE = {WITHOUT_END: "histories", OVER_ITS_DAY: "day"}
TURNS = (
    3  # tries: a hundredth of some two hundred calls is two calls, which now and then met other work on this machine
)


@pytest.fixture
async def server(server_store: str, workshop: Path) -> AsyncIterator[Server]:  # noqa: F811
    found = Server(workshop / "district", server_store).init()
    found.metrics_port = free_port()
    yield found.start("--mib-a-day", str(MIB_A_DAY), "--metrics", f"127.0.0.1:{found.metrics_port}")
    assert found.stop() == 0


class Honest:
    """A building that calls now and then. It notes how long each call took to be held, and to be found by an office."""

    def __init__(self, box: Box, line: Client, safety: Client) -> None:
        self.box = box
        self.line = line
        self.safety = safety
        self.held_s: list[float] = []
        self.found_s: list[float] = []

    async def calls(self) -> None:
        after = 0
        while True:
            self.box.write(1)
            number, began_s = len(self.box.chain), time.monotonic()
            answer = await self.line.post(protocol.URGENT, self.box.urgent(number), Held)
            assert isinstance(answer, Held), answer
            self.held_s.append(time.monotonic() - began_s)
            query = f"?building={self.box.building.hex()}&recipient={RECIPIENT.hex()}&after={after}"
            told = await self.safety.get(protocol.OFFICE_ENTRIES + query, Collected)
            assert isinstance(told, Collected), told
            after = told.after
            assert self.box.chain[-1] in [each.entry for each in told.entries]
            self.found_s.append(time.monotonic() - began_s)
            await asyncio.sleep(BETWEEN_S)


async def asks_for_everything(safety: Client, mad: Box) -> None:
    """Let an office follow the mad box too: it asks where histories part, and for all its pages."""
    after = fork = 0
    while True:
        forks = await safety.get(f"{protocol.OFFICE_FORKS}?after={fork}", Forks)
        assert isinstance(forks, Forks), forks
        fork = forks.after if forks.more else 0
        query = f"?building={mad.building.hex()}&recipient={RECIPIENT.hex()}&after={after}"
        told = await safety.get(protocol.OFFICE_ENTRIES + query, Collected)
        assert isinstance(told, Collected), told
        after = told.after
        await asyncio.sleep(0.0 if told.more else BETWEEN_S)


@pytest.mark.parametrize("kind", MAD)
async def test_beside_a_mad_box_others_are_served_as_ever(server: Server, workshop: Path, kind: str) -> None:
    for _ in range(TURNS):
        p99_s, found_s, said = await _beside(server, workshop, kind)
        print(said)
        if p99_s <= P99_S_MAX and found_s <= COLLECTED_WITHIN_S:
            return
    raise AssertionError(said)


async def _beside(server: Server, workshop: Path, kind: str) -> tuple[float, float, str]:
    """Run the mad box beside honest ones. Give the time within which 99 in 100 honest calls were held, how long they took to be found, and
    what was said.
    """
    mad = Box()
    async with AsyncExitStack() as stack:
        safety = await stack.enter_async_context(office(server, workshop / "office"))
        honest = [await _honest(stack, server, workshop, safety) for _ in range(3)]
        certificate = await enrolled(server, mad, workshop)
        before = _stored(server)
        async with patient(GOES_ON_S), asyncio.TaskGroup() as group:
            others = [asks_for_everything(safety, mad), *(each.calls() for each in honest)]
            tasks = [group.create_task(each) for each in others]
            said = f"{kind}: {await _gone_mad(kind, server, certificate, mad)}"
            for each in tasks:
                each.cancel()
    held = sorted(each for one in honest for each in one.held_s)
    found = sorted(each for one in honest for each in one.found_s)
    memory_mb, grown_mb = _peak_mb(server.pid), (_stored(server) - before) / 1024**2
    said += f"; held p99 {_p99(held) * 1000:.0f} ms of {len(held)}, found {found[-1]:.2f} s, {memory_mb:.0f} MB, {grown_mb:.0f} MB kept"
    assert len(held) > CALLS_MIN, said
    assert memory_mb <= MEMORY_MB_MAX and grown_mb <= PAGES * (MIB_A_DAY + BODY_MIB) + LOG_MIB, said
    await _is_named(server, mad, kind)
    return _p99(held), found[-1], said


async def _is_named(server: Server, mad: Box, kind: str) -> None:
    told = command("audit", "--data", str(server.data), store=server.store).stdout.splitlines()
    of_it = [line for line in told if f"box {mad.box.hex()}" in line]
    log = server.said()
    assert "Traceback" not in log
    why = HELD_BACK.get(kind)
    assert any((why or "rolled back") in line for line in of_it), told
    assert (why is None) == (kind in NEVER_HELD_BACK)
    if why is not None:
        assert f"box {mad.box.hex()} {why}" in log
        async with (
            ClientSession() as session,
            session.get(f"http://127.0.0.1:{server.metrics_port}/metrics") as figures,
        ):
            assert f"\nhandbell_district_held_back_{FIGURE[why]}_total " in await figures.text()


async def _gone_mad(kind: str, server: Server, certificate: Path, mad: Box) -> str:
    words = (kind, server.data, server.port, certificate, mad.building.hex(), mad.box.hex(), GOES_ON_S)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.proof.mad_box"), *map(str, words), stdout=subprocess.PIPE
    )
    try:
        told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0
    return told.decode().strip()


async def _honest(stack: AsyncExitStack, server: Server, folder: Path, safety: Client) -> Honest:
    box = Box()
    return Honest(box, await stack.enter_async_context(client(server, await enrolled(server, box, folder))), safety)


def _stored(server: Server) -> int:
    if not server.store:
        return sum(each.stat().st_size for each in server.data.glob("district.db*"))  # its write-ahead log counts too
    import psycopg

    with psycopg.connect(server.store) as db:
        row = db.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None
    return int(row[0])


def _p99(sorted_s: list[float]) -> float:
    return sorted_s[math.ceil(len(sorted_s) * 0.99) - 1] if sorted_s else math.inf


def _peak_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("there is no such line")
