"""`drain`: sends a backlog through the real uplink into a real district's server, beside a bare HTTPS loop with the same bytes and commits.

It is timed from the start of the uplink's process until the alert daemon has verified a receipt for the last entry, which is then on the
district's disk. `bare_batches.py` says what the bare loop does and leaves out. The two take turns, since a machine's speed drifts.
"""

import asyncio
import os
import resource
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import harness
from bare_batches import opened
from figures import Figure, of_rounds
from filled import filled
from sites import countersigned, district, empty_postgres, enrolled, peak_mb, uplink, wire_bytes

from appliance.api.feed.client import FeedClient
from tests.sync.authority import Authority

ENTRIES = int(os.environ.get("HANDBELL_DRAIN", "100000"))
WITHIN_S = 300.0
ROUNDS = 3
RATE_MIN = 0.6  # against the bare loop's entries a second
MEMORY_MB_MAX = 120.0
WIRE_MAX = 1.15  # bytes on the wire for each sealed byte


@dataclass(frozen=True, slots=True)
class Drained:
    """One drain of `entries`, with `sealed` bytes of entries and wraps. The memory is the peak of each process, in MB.

    `cpu_s` is the processor time that uplink, server and alert daemon took together meanwhile.
    """

    seconds: float
    cpu_s: float
    entries: int
    sealed: int
    wire: int
    uplink_mb: float
    district_mb: float
    alert_mb: float


async def measure() -> AsyncIterator[Figure]:
    """Measure on SQLite against the bare loop, then on PostgreSQL where it is installed."""
    data = await filled(ENTRIES, outward=True)
    drains, bares, bare_cpus_s = list[Drained](), list[float](), list[float]()
    for _ in range(ROUNDS):
        async with harness.folder() as folder:
            drains.append(await _drain(data, folder, "", keep=folder / "box.db"))
            bare_s, bare_cpu_s = await _bare(folder)
            bares.append(bare_s)
            bare_cpus_s.append(bare_cpu_s)
    ours_s, bare_s, times = of_rounds([each.seconds for each in drains], bares)
    ours = drains[-1]
    sealed_each = ours.sealed / ours.entries
    of = f"{ours.entries:,} entries of {sealed_each:.0f} bytes with their wraps"
    worst, best = sorted(bare / each.seconds for each, bare in zip(drains, bares, strict=True))[:: ROUNDS - 1]
    says = (
        f"{of}: {ours.entries / ours_s:,.0f} a second, {1 / times:.2f} of the bare loop's at the median of {ROUNDS} rounds, "
        f"{worst:.2f} to {best:.2f} (at least {RATE_MIN})"
    )
    yield Figure("drain", ours_s, "s", bare_s, times, ratio_max=1 / RATE_MIN, says=says)
    cpu_s, bare_cpu_s, times = of_rounds([each.cpu_s for each in drains], bare_cpus_s)
    says = "processor time of uplink, server and alert daemon together, beside the bare loop's two; says most on a busy machine"
    yield Figure("drain-cpu", cpu_s, "s", bare_cpu_s, times, says=says)
    says = f"peak, of uplink and server ({ours.district_mb:.0f} MB); the alert daemon had {ours.alert_mb:.0f} MB"
    yield Figure(
        "drain-uplink-memory", max(each.uplink_mb for each in drains), "MB", value_max=MEMORY_MB_MAX, says=says
    )
    yield Figure("drain-district-memory", ours.district_mb, "MB", value_max=MEMORY_MB_MAX, says="peak, on SQLite")
    says = "TCP's bytes both ways, TLS and HTTP included, for each sealed byte"
    yield Figure("drain-wire", ours.wire / ours.sealed, "ratio", value_max=WIRE_MAX, says=says)
    with empty_postgres() as store:
        if not store:
            return
        async with harness.folder() as folder:
            theirs = await _drain(data, folder, store)
    says = f"the same into PostgreSQL on this machine; {theirs.entries / theirs.seconds:,.0f} a second"
    yield Figure("drain-postgresql", theirs.seconds, "s", bare_s, theirs.seconds / bare_s, says=says)


async def _drain(data: Path, folder: Path, store: str, keep: Path | None = None) -> Drained:
    copy = folder / "box"
    shutil.copytree(data, copy)
    with district(folder, store) as server:
        async with (
            harness.alert(copy) as alert,
            enrolled(alert, server, folder) as known,
            FeedClient.connect(alert.desk_socket.parent / "feed.sock") as feed,
        ):
            last = (await feed.follow(0, limit=1)).head
            sealed = await _sealed(feed, last, keep)
            await alert.quiet()  # at its start the daemon looks through the record, which is no part of a drain
            began_s = time.perf_counter()
            cpu_s = -harness.cpu_s(server.pid) - alert.cpu_s()
            async with uplink(alert, known) as process:
                ended_s = await countersigned(feed, last, WITHIN_S)
                cpu_s += harness.cpu_s(server.pid) + alert.cpu_s() + harness.cpu_s(process.pid)
                wire = wire_bytes(server.port)
                memory = (peak_mb(process.pid), peak_mb(server.pid), peak_mb(alert.process.pid))
    return Drained(ended_s - began_s, cpu_s, last, sealed, wire, *memory)


async def _sealed(feed: FeedClient, last: int, keep: Path | None) -> int:
    """Count the bytes that are to travel; `keep` gets them for the bare loop."""
    after = length = 0
    with ExitStack() as stack:
        db = opened(keep) if keep is not None else sqlite3.connect(":memory:")
        stack.callback(db.close)
        while after < last:
            items = await feed.follow(after, outward=True)
            after = items.entries[-1].number
            length += sum(len(each.entry) for each in items.entries) + sum(len(each.wrap) for each in items.wraps)
            if keep is not None:
                db.execute("BEGIN")
                db.executemany("INSERT INTO entry VALUES (?, ?)", [(each.number, each.entry) for each in items.entries])
                db.executemany("INSERT INTO wrap VALUES (?, ?)", [(each.number, each.wrap) for each in items.wraps])
                db.execute("COMMIT")
    return length


async def _bare(folder: Path) -> tuple[float, float]:
    """Run the bare loop; give the seconds from the start of the sender's process to its end, and the processor time of both processes
    meanwhile.
    """
    authority = Authority()
    shutil.copy(authority.server(folder), folder / "server.pem")
    (folder / "ca.pem").write_bytes(authority.pem)
    port = harness.free_port()
    server = await harness.script("bare_batches.py", "serve", str(folder), str(port))
    try:
        began_s, cpu_s = time.perf_counter(), _ended_cpu_s() + harness.cpu_s(server.pid)
        sender = await harness.script("bare_batches.py", "send", str(folder), str(port))
        code = await asyncio.wait_for(sender.wait(), WITHIN_S)
        assert code == 0
        return time.perf_counter() - began_s, _ended_cpu_s() + harness.cpu_s(server.pid) - cpu_s
    finally:
        await harness.stop(server)


def _ended_cpu_s() -> float:
    """Give the processor time of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
