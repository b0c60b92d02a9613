"""Tests a server that died for good and was restored from a slightly older copy: box and office bring again what it lacks, and no histories
part.
"""

import asyncio
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.envelope.format import entry_digest
from sync import protocol
from sync.district.asking import ask
from sync.district.copies.copying import PACE
from sync.replica.folder import prepare
from tests.appliance.logbook.box import call
from tests.patience import patient
from tests.sync.box_feed import BoxFeed
from tests.sync.district.copied import place_file
from tests.sync.district.serving import Server, command, office
from tests.sync.district.test_with_uplink import Way, _receipt_key
from tests.sync.entries import Record
from tests.sync.office.machines import running
from tests.sync.office.test_beginning_again import asks_for_its_head, cedar_creek, deposits_one_by_one

pytestmark = pytest.mark.proof  # long, with real processes

COPIED, LATER, AFTER = 100, 20, 30


async def is_copied(server: Server) -> protocol.CopyTold:
    """Wait until everything that was answered until now is copied."""
    now_ms = time.time_ns() // 1_000_000 + 1
    async with patient(PACE.idle_s):  # without news a proof comes only so often
        while True:
            told = await asyncio.to_thread(ask, server.folder.socket, "GET", protocol.COPY, protocol.CopyTold)
            assert isinstance(told, protocol.CopyTold), told
            if told.up_to_ms >= now_ms:
                return told
            await asyncio.sleep(0.1)


@dataclass
class Copied:
    """A server whose copy goes to a second disk, which `is_away` takes away. The server dies for good, and another one is `restored`."""

    folder: Path
    server: Server

    @property
    def second(self) -> Path:
        return self.folder / "second"

    @property
    def _place(self) -> Path:
        return self.folder / "target.yaml"

    def begins(self) -> None:
        self.second.mkdir()
        prepare(self.second)
        place_file(self._place, {"to": "folder", "path": str(self.second)})
        shutil.copytree(self.server.folder.keys, self.folder / "kept keys")  # as INSTALL says
        self.server.start("--copy", str(self._place))

    def is_away(self) -> None:
        self.second.rename(self.folder / "away")

    def restored(self) -> None:
        self.server.kill()
        shutil.rmtree(self.server.data)
        (self.folder / "away").rename(self.second)
        done = command("restore", "--from", str(self._place), "--data", str(self.server.data))
        assert done.returncode == 0, done.stderr
        assert "The keys are in no copy" in done.stdout and "1 boxes" in done.stdout
        shutil.copytree(self.folder / "kept keys", self.server.folder.keys)
        self.server.start("--copy", str(self._place))


@pytest.fixture
def copied(tmp_path: Path) -> Iterator[Copied]:
    """Run the server; afterwards none of its processes runs on."""
    found = Copied(tmp_path, Server(tmp_path / "district").init())
    found.begins()
    yield found
    if found.server.runs:
        found.server.kill()


async def test_a_server_restored_from_an_older_copy_gets_the_rest_again_and_names_no_fork(
    copied: Copied, tmp_path: Path
) -> None:
    server = copied.server
    async with BoxFeed.open(Record(), tmp_path) as box:
        way = Way(tmp_path, box, server)
        box.receipt_keys.add(bytes.fromhex(_receipt_key(server)))
        await way.enrols()
        uplink = way.starts()
        try:
            box.writes(COPIED)
            await box.is_countersigned(COPIED)
            await is_copied(server)
            copied.is_away()
            box.writes(LATER)
            await box.is_countersigned(COPIED + LATER)
            copied.restored()
            async with patient(60):
                while len(await way.collected()) < COPIED + LATER:
                    await asyncio.sleep(0.2)
            box.writes(AFTER)
            await box.is_countersigned(COPIED + LATER + AFTER)
            assert await way.collected() == dict(enumerate(box.record.entries, 1))
            assert "put back" in (tmp_path / "uplink.log").read_text()
            await is_copied(server)
        finally:
            uplink.kill()
            uplink.wait()
        async with office(server, tmp_path / "office") as safety:
            forks = await safety.get(protocol.OFFICE_FORKS, protocol.Forks)
        assert isinstance(forks, protocol.Forks) and not forks.forks
        assert {each.last for each in box.receipts} >= {COPIED + LATER + AFTER}
        for each in box.receipts:  # also the receipts of the dead server
            assert each.digest == entry_digest(box.record.entries[each.last - 1])
    assert server.stop() == 0


async def test_an_office_that_had_more_than_the_copy_goes_on_with_the_restored_server(
    copied: Copied, tmp_path: Path
) -> None:
    server = copied.server
    async with cedar_creek(server, tmp_path) as (cedar, machines):
        await deposits_one_by_one(cedar, 1)
        at_copy = cedar.sent
        await is_copied(server)
        copied.is_away()
        await deposits_one_by_one(cedar, *range(2, 8))
        await running("collect", *machines.online)
        copied.restored()
        countersigned, cedar.sent = cedar.sent, at_copy
        await asks_for_its_head(cedar, countersigned)
        await cedar.box.keep(call(8))
        await cedar.deposits()
        told = await running("collect", *machines.online, code=1)
        assert "the district's store was put back" in told and "WITHHELD" not in told
        assert (await running("list", *machines.online)).count("Cedar Creek") == 8
    assert server.stop() == 0
