"""Tests the real uplink's process against the real server's: enrolment, backlog, urgent lane, and a server that is killed meanwhile."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.district.store import Sql
from tests.patience import patient
from tests.sync.box_feed import BoxFeed
from tests.sync.district.conftest import open_store
from tests.sync.district.serving import Server, collected, office
from tests.sync.district.tables import RECIPIENT
from tests.sync.entries import Record
from tests.sync.uplink.conftest import UPLINK

pytestmark = pytest.mark.slow


@dataclass
class Way:
    """A box with its sealed feed, its uplink, and a district. The uplink finds the district at `port`, if a proxy or a
    line has that port.
    """

    folder: Path
    box: BoxFeed
    server: Server
    port: int = 0

    async def enrols(self, *before: str) -> None:
        token = self.server.token("Lincoln")
        words = [
            *UPLINK,
            "enrol",
            *self._where,
            *before,
            "--server",
            f"https://localhost:{self.port or self.server.port}",
            "--token",
            token,
        ]
        words += ["--ca-file", str(self.server.folder.keys / "authority.pem")]
        done = await asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, timeout=180)
        assert done.returncode == 0, done.stderr

    def starts(self) -> subprocess.Popen[bytes]:
        with (self.folder / "uplink.log").open("ab") as log:
            surroundings = {**os.environ, "NO_PROXY": "", "HTTPS_PROXY": ""}
            return subprocess.Popen([*UPLINK, *self._where], stdout=log, stderr=log, env=surroundings)

    @property
    def _where(self) -> list[str]:
        return ["--data", str(self.folder / "uplink"), "--run", str(self.folder)]

    async def collected(self) -> dict[int, bytes]:
        """Give everything the office finds, by number."""
        async with office(self.server, self.folder / "office") as safety:
            entries, _, _ = await collected(safety, self.box.record.building.hex(), RECIPIENT)
        found = {each.number: each.entry for each in entries}
        assert len(found) == len(entries), "an entry is there twice"
        return dict(sorted(found.items()))


@pytest.fixture
async def way(server_store: str, tmp_path: Path) -> AsyncIterator[Way]:
    server = Server(tmp_path / "district", server_store).init().start()
    async with BoxFeed.open(Record(), tmp_path) as box:
        made = Way(tmp_path, box, server)
        await made.enrols()
        uplink = made.starts()
        try:
            yield made
        finally:
            uplink.kill()
            uplink.wait()
            print((tmp_path / "uplink.log").read_text()[-4000:])
    assert server.stop() == 0


async def test_a_backlog_arrives_whole_while_the_server_is_killed_again_and_again(way: Way) -> None:
    way.box.receipt_keys.add(bytes.fromhex(_receipt_key(way.server)))
    way.box.writes(2_000)
    for _ in range(3):
        await way.box.is_countersigned(1, within_s=30)
        way.server.kill()
        way.box.writes(200)
        way.server.start()
    await way.box.is_countersigned(2_600, within_s=60)
    assert await way.collected() == dict(enumerate(way.box.record.entries, 1))


async def test_what_rotted_at_the_district_is_sent_again_by_itself(way: Way) -> None:
    way.box.receipt_keys.add(bytes.fromhex(_receipt_key(way.server)))
    way.box.writes(1_200)
    await way.box.is_countersigned(1_200, within_s=60)
    await _spoiled(way.server)
    lacks = await way.collected()
    assert 0 < len(lacks) < 1_200
    way.server.kill()
    way.server.start()
    async with patient():
        while len(await way.collected()) < 1_200:
            await asyncio.sleep(0.2)
    assert await way.collected() == dict(enumerate(way.box.record.entries, 1))
    assert "damage found" in way.server.said() or "the store is damaged" in way.server.said()


async def _spoiled(server: Server) -> None:
    """Spoil a stopped server's store: the digests of one row of entries, and a byte in the middle of another row."""
    assert server.stop() == 0
    store = open_store(server.store or str(server.data / "district.db"))
    await store.start()

    def spoil(sql: Sql) -> None:
        rows = sql.all("SELECT building, box, number, entry, digest FROM entry ORDER BY number")
        at = "WHERE building = ? AND box = ? AND number = ?"
        garbage, data = bytes(len(rows[0][4])), rows[-1][3]
        sql.run(f"UPDATE entry SET digest = ? {at}", garbage, *rows[0][:3])
        middle = len(data) // 2
        sql.run(f"UPDATE entry SET entry = ? {at}", data[:middle] + b"~~" + data[middle + 2 :], *rows[-1][:3])

    try:
        await store.do(spoil)
    finally:
        await store.stop()
    server.start()


def _receipt_key(server: Server) -> str:
    from sync.district.authority import receipt_key

    return receipt_key(server.folder).public.hex()


async def test_a_box_goes_on_by_the_other_of_two_servers_on_one_database_when_one_is_killed(
    database: str, tmp_path: Path
) -> None:
    one = Server(tmp_path / "one", database).init().start()
    shutil.copytree(one.folder.keys, tmp_path / "other" / "keys")
    other = Server(tmp_path / "other", database).start()
    async with BoxFeed.open(Record(), tmp_path) as box:
        way = Way(tmp_path, box, one)
        box.receipt_keys.add(bytes.fromhex(_receipt_key(one)))
        await way.enrols("--server", other.url)
        uplink = way.starts()
        try:
            box.writes(300)
            await box.is_countersigned(300, within_s=30)
            other.kill()
            box.writes(100)
            await box.is_countersigned(400, within_s=30)
            other.start()
            one.kill()
            box.writes(100)
            await box.is_countersigned(500, within_s=30)
        finally:
            uplink.kill()
            uplink.wait()
            print((tmp_path / "uplink.log").read_text()[-4000:])
    assert other.stop() == 0
