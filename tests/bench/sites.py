"""Runs a district's server and a box's uplink to measure with: the product's own processes, with a safety office's notices in force."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import harness

from appliance.api.desk.client import DeskClient
from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandIn
from appliance.api.records.trust import BelieveOffice
from appliance.envelope.deposit import Signed
from appliance.envelope.format import split
from sync import protocol
from sync.district.authority import receipt_key
from sync.transport import identity
from tests.appliance.district.office import Office, Reader
from tests.sync import postgres
from tests.sync.district.serving import Server, office

LOOK_EVERY_S = 0.02


@contextmanager
def district(folder: Path, store: str = "") -> Iterator[Server]:
    """Run `handbell district serve` in this folder; `store` is an address of PostgreSQL, or empty for SQLite."""
    server = Server(folder / "district", store).init().start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def empty_postgres() -> Iterator[str]:
    """Make a new database that keeps what it said to have kept, also over a power cut; gives its address, or an empty text where there is
    no PostgreSQL.
    """
    if (why := postgres.missing()) is not None:
        print(f"# not measured on PostgreSQL: {why}", flush=True)
        yield ""
        return
    with postgres.running(fsync="on", shared_buffers="128MB") as server:
        yield server.address(server.database())


@asynccontextmanager
async def enrolled(alert: harness.Alert, server: Server, folder: Path, *readers: Reader) -> AsyncIterator[Path]:
    """Take this box into the district, under an office whose root key the box believes; gives the uplink's folder.

    `readers` become recipients of the office. The box wraps every key it keeps anew for them, which is no part of a drain.
    """
    run = alert.desk_socket.parent
    async with FeedClient.connect(run / "feed.sock") as feed:
        async with asyncio.timeout(harness.START_WAIT_S):
            while not (await feed.head()).statement:
                await asyncio.sleep(LOOK_EVERY_S)
        header = split((await feed.follow(0, limit=1)).entries[0].entry).header
    root = Office(header.building, header.box)
    notices = [root.receipt_keys(1, receipt_key(server.folder).public)]
    await _gives_out(server, folder, *notices, *([root.recipients(1, *readers)] if readers else []))
    async with taken_in(alert, server, folder, root.fingerprint.hex()) as data:
        yield data


@asynccontextmanager
async def taken_in(alert: harness.Alert, server: Server, folder: Path, fingerprint: str) -> AsyncIterator[Path]:
    """Take this box into the district, and let the box believe this root key; gives the uplink's folder. The office has given out its
    notices before.
    """
    run = alert.desk_socket.parent
    async with DeskClient.connect(alert.desk_socket, desk=None, client="bench") as line:
        believed = await line.ask(BelieveOffice(request=0, fingerprint=fingerprint))
    assert believed.ok, believed.says
    data, authority = folder / "uplink", server.folder.keys / "authority.pem"
    words = ["uplink", "enrol", "--data", data, "--run", run, "--server", server.url.replace("127.0.0.1", "localhost")]
    words += ["--ca-file", authority, "--token", server.token("Bench School")]
    done = await asyncio.to_thread(subprocess.run, [harness.HANDBELL, *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    yield data


@asynccontextmanager
async def uplink(alert: harness.Alert, data: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `handbell uplink`."""
    words = ("uplink", "--data", str(data), "--run", str(alert.desk_socket.parent))
    with data.with_name("uplink.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(harness.HANDBELL, *words, stderr=log)
    try:
        yield process
    finally:
        await harness.stop(process)


async def countersigned(feed: FeedClient, number: int, within_s: float) -> float:
    """Wait until the box has a receipt it believes up to this number; give the moment (perf_counter seconds)."""
    async with asyncio.timeout(within_s):
        while (await feed.hand_in(HandIn(request=0))).countersigned < number:
            await asyncio.sleep(LOOK_EVERY_S)
    return time.perf_counter()


def lead_over(known: Path, port: int, other: int) -> None:
    """Let the uplink, which is not running, go by another port of this machine from now on."""
    settings = known / identity.DISTRICT
    settings.write_text(settings.read_text().replace(f":{port}", f":{other}"))


def wire_bytes(port: int) -> int:
    """Give the bytes that TCP carried both ways over the open connections to this port so far, by the kernel's own count."""
    words = ["ss", "-tinH", "state", "established", "dport", "=", f":{port}"]
    counted = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    return sum(int(word.split(":")[1]) for word in counted if word.startswith(("bytes_acked:", "bytes_received:")))


def peak_mb(pid: int) -> float:
    """Give the most resident memory that a process ever had."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


async def _gives_out(server: Server, folder: Path, *notices: Signed) -> None:
    async with office(server, folder / "office") as safety:
        for notice in notices:
            kept = await safety.post(protocol.OFFICE_NOTICES, notice, protocol.Kept)
            assert isinstance(kept, protocol.Kept), kept
