"""`mad-box`: measures three buildings' calls at a district's server beside one mad box, in turn with the same calls without it, on either
store.

The proofs say what mad boxes do (`tests/proof/mad_at_doors.py`, `tests/proof/mad_box.py`). This bench uses only the kinds that cost others
most.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import harness
import msgspec
from figures import Figure, of_rounds, p
from sites import district, empty_postgres

from appliance.envelope.deposit import HeadTold, Held
from sync import protocol
from tests.proof.mad_at_doors import Spec
from tests.sync.district.building import Box
from tests.sync.district.serving import Client, Server, client, enrolled

AT_THE_DOORS = ("backlog", "known_wraps")
AT_THE_STORE = "histories"
ROUNDS = 3
HONEST = 3  # buildings
CALLS = 60  # calls of each building, on either side of a round
EVERY_S = 0.05
MAD_FOR_S = 60.0  # longer than a round takes
P99_MS_MAX = 100.0
LOOK_EVERY_S = 0.1
WITHIN_S = 30.0
ROOT = Path(__file__).parents[2]


async def measure() -> AsyncIterator[Figure]:
    """Measure on SQLite, then on PostgreSQL where it is installed."""
    async for figure in _measured("", ""):
        yield figure
    with empty_postgres() as store:
        if store:
            async for figure in _measured(store, "-postgres"):
                yield figure


async def _measured(store: str, suffix: str) -> AsyncIterator[Figure]:
    async with harness.folder() as folder:
        with district(folder, store) as server:
            for kind in (*AT_THE_DOORS, AT_THE_STORE):
                beside_ms, quiet_ms, times = of_rounds(*await _in_turn(kind, server, folder))
                yield Figure(
                    f"mad-box-{kind.replace('_', '-')}{suffix}",
                    beside_ms,
                    "ms",
                    baseline=quiet_ms,
                    ratio=times,
                    value_max=P99_MS_MAX,
                    says=f"p99 of {HONEST * CALLS} calls by the urgent lane beside it, the median of {ROUNDS} rounds",
                )


async def _in_turn(kind: str, server: Server, folder: Path) -> tuple[list[float], list[float]]:
    """Give the p99 of each round in milliseconds: beside the mad box, and without it."""
    beside_ms, quiet_ms = list[float](), list[float]()
    async with AsyncExitStack() as lines:
        boxes = [Box() for _ in range(HONEST)]
        buildings = [
            await lines.enter_async_context(client(server, await enrolled(server, box, folder))) for box in boxes
        ]
        await _called(buildings, boxes)  # open the lines, before anything is measured
        for _ in range(ROUNDS):
            quiet_ms.append(await _called(buildings, boxes))
            async with _mad(kind, server, folder):
                beside_ms.append(await _called(buildings, boxes))
    return beside_ms, quiet_ms


async def _called(buildings: list[Client], boxes: list[Box]) -> float:
    waits_ms = await asyncio.gather(*map(_calls, buildings, boxes))
    return p([each for one in waits_ms for each in one], 99)


async def _calls(building: Client, box: Box) -> list[float]:
    """Make calls one after the other; give the milliseconds until each was held."""
    waits_ms = []
    for _ in range(CALLS):
        box.write()
        began_s = time.perf_counter()
        answer = await building.post(protocol.URGENT, box.urgent(len(box.chain)), Held)
        assert isinstance(answer, Held), answer
        waits_ms.append((time.perf_counter() - began_s) * 1000)
        await asyncio.sleep(EVERY_S)
    return waits_ms


@asynccontextmanager
async def _mad(kind: str, server: Server, folder: Path) -> AsyncIterator[None]:
    """Run another box that goes mad in this way, until the block ends. It is a process of its own, which gives way to those that are
    measured.
    """
    box = Box()
    certificate = await enrolled(server, box, folder)
    words = [kind, *_at_the_store(server, certificate, box)]
    if kind in AT_THE_DOORS:
        words = [kind, str(_spec(kind, server, folder, certificate, box))]
    module = "tests.proof.mad_at_doors" if kind in AT_THE_DOORS else "tests.proof.mad_box"
    process = await asyncio.create_subprocess_exec(
        *("nice", "-n", "19", sys.executable, "-m", module), *words, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    try:
        async with asyncio.timeout(WITHIN_S):
            await (_is_there(process) if kind in AT_THE_DOORS else _has_parted(server, certificate))
        yield
        assert process.returncode is None, "it did not go on"
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _spec(kind: str, server: Server, folder: Path, certificate: Path, box: Box) -> Path:
    ids = (box.building.hex(), box.box.hex(), box.key.private_bytes_raw().hex())
    spec = Spec(server.port, str(server.folder.keys / "authority.pem"), str(certificate), *ids)
    file = folder / f"{kind}.json"
    file.write_bytes(msgspec.json.encode(spec))
    return file


def _at_the_store(server: Server, certificate: Path, box: Box) -> list[str]:
    return [str(each) for each in (server.data, server.port, certificate, box.building.hex(), box.box.hex(), MAD_FOR_S)]


async def _is_there(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    assert (await process.stdout.readline()).strip() == b"there"


async def _has_parted(server: Server, certificate: Path) -> None:
    """Wait until the district has its first history, and a conflicting one beside it."""
    async with client(server, certificate) as line:
        while True:
            told = await line.get(protocol.HEAD, HeadTold)
            assert isinstance(told, HeadTold), told
            if told.state == "fork":
                return
            await asyncio.sleep(LOOK_EVERY_S)
