"""Tests a copy of the district's store while server, Litestream and target are killed at random: the target has what was told, and nothing
else.

After every kill Litestream restores the store from what the target has at that moment. The store is whole, it is as it was after one of the
deposits, and it has every deposit that was answered before the moment that was told.
"""

import asyncio
import itertools
import os
import random
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from appliance.envelope.deposit import Deposited, HeadTold
from sync import protocol
from sync.district.asking import NotAnswered, ask
from sync.district.copies.marker import StoreMarker
from sync.district.sqlite_store import SqliteStore
from sync.replica.folder import prepare
from tests.patience import patient
from tests.rounds import rounds, seeds
from tests.sync.district.building import Box
from tests.sync.district.copied import place_file
from tests.sync.district.serving import Client, Server, client, enrolled
from tests.sync.district.tables import Tables
from tests.sync.replica.restored import database_from
from tests.sync.replica.servers import tree_of

pytestmark = pytest.mark.proof

ROUNDS = 10
WRITES_S_MAX = 4.0  # in a round; a copy is made once a second
BURST_MAX = 40  # entries of a deposit


class Rig:
    """A server with its copy, and a box that deposits. `told_ms` is the moment up to which the server last said that the copy goes;
    `answered` has for each answer its moment and its newest entry.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.at = folder / "second"
        self.at.mkdir()
        prepare(self.at)
        self.place = place_file(folder / "target.yaml", {"to": "folder", "path": str(self.at)})
        self.server = Server(folder / "district").init()
        self.box = Box()
        self.answered: list[tuple[int, int]] = []
        self.lasts = {0}  # the last entries of the deposits that were sent: the store is as it was after one of them
        self.told_ms = 0
        self._runs = False
        self._scratch = itertools.count(1)

    def ends(self) -> None:
        if self._runs:
            self.server.kill()

    def lives(self) -> None:
        away = self.at.with_name("away")
        if away.exists():
            self.at.unlink()
            away.rename(self.at)
        if not self._runs:
            self.server.start("--copy", str(self.place))
            self._runs = True

    async def dies(self, what: str) -> None:
        """Kill the server (Litestream dies with it), or Litestream alone, or the target, or all of them."""
        children = tree_of(self.server.pid)[1:]
        if what in {"litestream", "all"}:
            for pid in children:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        if what in {"target", "all"}:
            self._target_dies()
        if what in {"server", "all"}:
            await asyncio.to_thread(self.server.kill)
            self._runs = False
            async with patient():
                while any(Path(f"/proc/{pid}").exists() for pid in children):
                    await asyncio.sleep(0.01)

    def _target_dies(self) -> None:
        """Take the target away. Nothing can be written at its place then."""
        self.at.rename(self.at.with_name("away"))
        while not self.at.is_file():
            shutil.rmtree(self.at, ignore_errors=True)  # Litestream may make the folder again at this very moment
            with suppress(OSError):
                self.at.touch()

    async def hears(self) -> None:
        """Note what the server tells of its copy, until cancelled."""
        while True:
            with suppress(NotAnswered, OSError, ValueError):
                told = await asyncio.to_thread(ask, self.server.folder.socket, "GET", protocol.COPY, protocol.CopyTold)
                if isinstance(told, protocol.CopyTold):
                    self.told_ms = told.up_to_ms
            await asyncio.sleep(0.05)

    async def deposits(self, building: Client, dice: random.Random) -> None:
        """Deposit as an uplink does: from the head that the server tells, until the connection is cut."""
        with suppress(aiohttp.ClientError, ConnectionError):
            head = await building.get(protocol.HEAD, HeadTold)
            assert isinstance(head, HeadTold) and head.state == "ok", head
            first = head.number + 1
            while True:
                if first > len(self.box.chain):
                    self.box.write(dice.randint(1, BURST_MAX))
                self.lasts.add(len(self.box.chain))
                answer = await building.post(protocol.DEPOSITS, self.box.deposit(first, len(self.box.chain)), Deposited)
                assert isinstance(answer, Deposited), answer
                self.answered.append((_now_ms(), len(self.box.chain)))
                first = len(self.box.chain) + 1
                await asyncio.sleep(dice.uniform(0, 0.1))

    async def gives_back(self) -> int:
        """Restore what the target has now; give the box's head in it."""
        root = self.at if self.at.is_dir() else self.at.with_name("away")
        (latest,) = root.glob("handbell-copy/*/*/latest")
        marker = StoreMarker.unpack(latest.read_bytes())
        assert marker is not None
        out = self.folder / "scratch" / f"{next(self._scratch)}.db"
        out.parent.mkdir(exist_ok=True)
        replica = {"type": "file", "path": str(latest.parent / marker.folder)}
        await asyncio.to_thread(database_from, replica, out)
        store = SqliteStore(out)
        await store.start()
        tables = Tables(store)
        number = (await tables.head(self.box)).number
        found: list[bytes] = []
        after, more = 0, True
        while more:
            part = await tables.collect(self.box.building, after)
            found += [each.entry for each in part.entries]
            after, more = part.after, part.more
        assert found == self.box.chain[:number]
        await store.stop()
        assert not out.with_name(f"{out.name}.rotten").exists()
        return number


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


@pytest.mark.parametrize("seed", seeds("district-copy-kills"))
async def test_what_is_told_is_at_the_target_whatever_is_killed(workshop: Path, seed: str) -> None:
    dice = random.Random(seed)
    rig = Rig(workshop)
    rig.lives()
    certificate = await enrolled(rig.server, rig.box, workshop)
    hearing = asyncio.get_running_loop().create_task(rig.hears())
    try:
        async with client(rig.server, certificate) as building:
            await _is_copied(rig, _now_ms())
            for _ in rounds(proof=range(ROUNDS), soak=itertools.count(), at_least=ROUNDS):
                rig.lives()
                building.url = rig.server.url
                depositing = asyncio.get_running_loop().create_task(rig.deposits(building, dice))
                await asyncio.sleep(
                    dice.uniform(0.5, WRITES_S_MAX)
                )  # wait for a random time: this proof is about the moment of the kill
                what = dice.choice(("server", "server", "litestream", "litestream", "target", "all"))
                await rig.dies(what)
                told_ms, answered = rig.told_ms, list(rig.answered)
                await _agrees(rig, told_ms, answered, what)
                depositing.cancel()
                with suppress(asyncio.CancelledError):
                    await depositing
            rig.lives()
            now_ms = _now_ms()
            await _is_copied(rig, now_ms + 1)
            await _agrees(rig, now_ms, rig.answered, "all")  # a deposit whose answer was cut off may be in it too
    finally:
        hearing.cancel()
        with suppress(asyncio.CancelledError):
            await hearing
        rig.ends()


async def _is_copied(rig: Rig, now_ms: int) -> None:
    async with patient(60):
        while rig.told_ms < now_ms:
            await asyncio.sleep(0.05)


async def _agrees(rig: Rig, told_ms: int, answered: list[tuple[int, int]], what: str) -> None:
    number = await rig.gives_back()
    owed = max((last for at_ms, last in answered if at_ms <= told_ms), default=0)
    assert number in rig.lasts, f"after {what} the store is as it never was: it ends at entry {number}"
    assert number >= owed, f"after {what} entries {number + 1} to {owed} are missing, which were told to be there"
