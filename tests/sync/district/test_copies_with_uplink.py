"""A server that died for good, restored from a copy that is a little older: a real uplink brings again what it lacks, and nothing parts."""

import asyncio
import shutil
import time
from pathlib import Path

import pytest

from appliance.envelope.format import entry_digest
from sync import protocol
from sync.district.asking import ask
from sync.replica.folder import prepare
from tests.patience import patient
from tests.sync.box_feed import BoxFeed
from tests.sync.district.copied import place_file
from tests.sync.district.serving import Server, command, office
from tests.sync.district.test_with_uplink import Way, _receipt_key
from tests.sync.entries import Record

pytestmark = pytest.mark.slow

COPIED, LATER, AFTER = 100, 20, 30


async def is_copied(server: Server) -> protocol.CopyTold:
    """What was answered until now."""
    now_ms = time.time_ns() // 1_000_000 + 1
    async with patient():
        while True:
            told = await asyncio.to_thread(ask, server.folder.socket, "GET", protocol.COPY, protocol.CopyTold)
            assert isinstance(told, protocol.CopyTold), told
            if told.up_to_ms >= now_ms:
                return told
            await asyncio.sleep(0.1)


async def test_a_server_restored_from_an_older_copy_gets_the_rest_again_and_names_no_fork(tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    prepare(second)
    place = place_file(tmp_path / "target.yaml", {"to": "folder", "path": str(second)})
    server = Server(tmp_path / "district").init()
    shutil.copytree(server.folder.keys, tmp_path / "kept keys")  # as INSTALL says
    server.start("--copy", str(place))
    async with BoxFeed.open(Record(), tmp_path) as box:
        way = Way(tmp_path, box, server)
        box.receipt_keys.add(bytes.fromhex(_receipt_key(server)))
        await way.enrols()
        uplink = way.starts()
        try:
            box.writes(COPIED)
            await box.is_countersigned(COPIED)
            await is_copied(server)
            assert "up to" in command("status", "--data", str(server.data)).stdout
            second.rename(tmp_path / "away")  # the copy is not made any more
            box.writes(LATER)
            await box.is_countersigned(COPIED + LATER)
            server.kill()
            shutil.rmtree(server.data)
            (tmp_path / "away").rename(second)

            restored = command("restore", "--from", str(place), "--data", str(server.data))
            assert restored.returncode == 0, restored.stderr
            assert "The keys are in no copy" in restored.stdout and "1 boxes" in restored.stdout
            shutil.copytree(tmp_path / "kept keys", server.folder.keys)
            server.start("--copy", str(place))

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
        for each in box.receipts:  # those of the dead server too
            assert each.digest == entry_digest(box.record.entries[each.last - 1])
    assert server.stop() == 0
