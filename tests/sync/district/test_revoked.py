"""Tests that one certificate of a box is taken back: it works on no path and on no line any more, and the box itself goes on with another.

On every kind of store, over real TLS.
"""

import asyncio
import os
import subprocess
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from appliance.envelope.deposit import Deposited, HeadTold, Held, Notices, Refused
from sync import protocol
from sync.district.authority import Authority, receipt_key, utc_now
from sync.live import Refusing
from tests.patience import patient
from tests.sync.box_feed import BoxFeed
from tests.sync.district.building import Box
from tests.sync.district.serving import Client, Server, certificate_request, client, command, enrolled, office
from tests.sync.district.test_live_line import WITHIN_S, opened
from tests.sync.entries import Record
from tests.sync.uplink.conftest import UPLINK

pytestmark = pytest.mark.slow

ENDS_WITHIN_S = 6  # time to connect and to ask on a busy machine


@pytest.fixture
def server(server_store: str, tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path / "district", server_store).init().start()
    yield found
    assert found.stop() == 0, found.said()


@pytest.fixture
def box() -> Box:
    box = Box()
    box.write(10)
    return box


@pytest.fixture
async def building(server: Server, box: Box, tmp_path: Path) -> AsyncIterator[Client]:
    async with client(server, await enrolled(server, box, tmp_path)) as found:
        yield found


def serial_of(server: Server) -> str:
    """Find the serial as an administrator does."""
    listed = command("buildings", "--data", str(server.data)).stdout
    return listed.split("serial ")[1].split()[0]


def revoke(server: Server, what: str) -> str:
    done = command("revoke", what, "--reason", "read by somebody", "--data", str(server.data))
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_it_serves_on_no_path_and_on_no_line_any_more(server: Server, building: Client, box: Box) -> None:
    async with opened(building, box) as live:
        assert isinstance(await live.deposit(box.deposit(1, 1)), Deposited)
        told = revoke(server, serial_of(server))
        assert "asks for another" in told and f"handbell district revoke {box.box.hex()}" in told
        answer = await live.deposit(box.deposit(2, 2))
        assert isinstance(answer, Refusing) and answer.refused.code == "no-certificate"
        assert (await live.socket.receive(timeout=WITHIN_S)).type is aiohttp.WSMsgType.CLOSE
    for refused in (
        await building.get(protocol.HEAD, HeadTold),
        await building.post(protocol.DEPOSITS, box.deposit(2, 2), Deposited),
        await building.post(protocol.DEPOSITS, box.deposit(1, 1), Deposited),
        await building.post(protocol.URGENT, box.urgent(5), Held),
        await building.get(protocol.NOTICES, Notices),
        await building.get(protocol.ENTRIES, protocol.Tail),
    ):
        assert isinstance(refused, Refused) and refused.code == "no-certificate", refused
    assert "1 entries here" in command("buildings", "--data", str(server.data)).stdout


async def test_what_waits_is_answered_as_soon_as_the_box_is_revoked(server: Server, building: Client, box: Box) -> None:
    async with patient(), asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(building.get(f"{protocol.NOTICES}?wait_s=60", Notices))
        await building.get(protocol.HEAD, HeadTold)
        await asyncio.to_thread(revoke, server, box.box.hex())
    told = waiting.result()
    assert isinstance(told, Refused) and told.code == "revoked"


async def test_what_an_office_waits_for_is_kept_from_it_once_its_certificate_is_revoked(
    server: Server, building: Client, box: Box, tmp_path: Path
) -> None:
    async with office(server, tmp_path / "office") as safety, patient(), asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(safety.get(f"{protocol.OFFICE_URGENT}?wait_s=60", protocol.UrgentTold))
        await safety.get(protocol.OFFICE_FORKS, protocol.Forks)
        audited = await asyncio.to_thread(command, "audit", "--data", str(server.data), store=server.store)
        serial = audited.stdout.split("Safety, serial ")[1].split()[0]
        await asyncio.to_thread(revoke, server, serial)
    told = waiting.result()
    assert isinstance(told, Refused) and told.code == "no-certificate"


async def test_a_line_lasts_no_longer_than_the_certificate_it_was_opened_with(
    server: Server, building: Client, box: Box, tmp_path: Path
) -> None:
    key, csr = certificate_request()
    made_at = utc_now() - timedelta(days=protocol.CERTIFICATE_VALID_DAYS) + timedelta(seconds=ENDS_WITHIN_S)
    issued = Authority(server.folder).for_box(csr, box.building, box.box, made_at)
    (tmp_path / "ends.pem").write_bytes(key + issued.pem.encode())
    async with client(server, tmp_path / "ends.pem") as ends, patient(ENDS_WITHIN_S), opened(ends, box) as live:
        assert isinstance(await live.deposit(box.deposit(1, 1)), Deposited)
        told = await ends.get(f"{protocol.NOTICES}?wait_s=60", Notices)
        assert isinstance(told, Refused) and told.code == "no-certificate"
        assert (await live.socket.receive()).type is aiohttp.WSMsgType.CLOSE
        refused = await ends.get(protocol.HEAD, HeadTold)
        assert isinstance(refused, Refused) and refused.code == "no-certificate"
    assert isinstance(await building.get(protocol.HEAD, HeadTold), HeadTold)


async def test_the_boxs_own_uplink_asks_for_another_and_goes_on(server: Server, tmp_path: Path) -> None:
    async with BoxFeed.open(Record(), tmp_path) as feed, running_uplink(server, feed, tmp_path):
        feed.writes(5)
        await feed.is_countersigned(5, within_s=30)
        await asyncio.to_thread(revoke, server, await asyncio.to_thread(serial_of, server))
        feed.writes(5)
        await feed.is_countersigned(10, within_s=60)
        audited = await asyncio.to_thread(command, "audit", "--data", str(server.data))
        assert "certificate renewed" in audited.stdout, audited.stdout


async def test_a_box_that_has_nothing_to_send_says_at_once_that_it_was_shut_out(server: Server, tmp_path: Path) -> None:
    async with BoxFeed.open(Record(), tmp_path) as feed, running_uplink(server, feed, tmp_path):
        feed.writes(5)
        await feed.is_countersigned(5, within_s=30)
        await asyncio.to_thread(revoke, server, feed.record.box.hex())
        await feed.sees("shut this box out for good (revoked)", within_s=10)
        assert (feed.lines[-1].reachable, feed.lines[-1].head_state) == (True, "revoked")


@asynccontextmanager
async def running_uplink(server: Server, feed: BoxFeed, tmp_path: Path) -> AsyncGenerator[None]:
    """Run an uplink that is enrolled with this server, while the block runs."""
    feed.receipt_keys.add(receipt_key(server.folder).public)
    where = ["--data", str(tmp_path / "uplink"), "--run", str(tmp_path)]
    asked = ["enrol", *where, "--server", f"https://localhost:{server.port}", "--token", server.token("Lincoln")]
    asked += ["--ca-file", str(server.folder.keys / "authority.pem")]
    done = await asyncio.to_thread(subprocess.run, [*UPLINK, *asked], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    log = tmp_path / "uplink.log"
    with log.open("ab") as journal:
        surroundings = {**os.environ, "NO_PROXY": "", "HTTPS_PROXY": ""}
        uplink = subprocess.Popen([*UPLINK, *where], stdout=journal, stderr=journal, env=surroundings)
    try:
        yield
    finally:
        uplink.kill()
        uplink.wait()
        print(log.read_text()[-4000:])
