"""`copy-…`: measures what a copy of the record costs, and how far it is behind. `handbell replica` and Litestream run as processes and copy
to a folder.

It uses two buildings, one after the other. The first has no copy: the cost of its presses is the baseline.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import harness
from buttons import Button, connected
from figures import Figure, p

from appliance.api.board.board import BoardView
from appliance.api.desk.client import DeskClient
from appliance.api.feed.client import FeedClient
from appliance.api.records.recovery import UseRecoveryKey
from appliance.envelope.phrase import private_of
from sync.replica.folder import prepare

PRESSES = 150
MEMORY = Path("/dev/shm")
EVERY_S = 0.2  # five a second
IDLE_S = 120.0
# Litestream joins what it copied after half a minute, and once more at the next full five minutes. Each time it is written anew, and again
# with the checkpoint of the next proof; then no more. If the bench measured earlier, it would report a minute of that work as if it lasted
# an hour.
SETTLED_AFTER_S = 420.0
LAG_S_MAX = 1.0
RECEIPT_MS_MAX = 10.0
MEMORY_MB_MAX = 85.0
CPU_PERCENT_MAX = 1.0
PROVED_WITHIN_S = 150.0  # the replica looks for the first bundle each minute


class Pressed:
    """What a number of presses cost the daemon, and when each of them had its receipt."""

    def __init__(self) -> None:
        self.receipts_ms: list[float] = []
        self.written = 0
        self.heads: list[tuple[int, float]] = []
        """The newest entry after each press, and the moment (perf_counter seconds)."""


class Copy:
    """Replica and Litestream as they run."""

    def __init__(self, pid: int) -> None:
        self._replica = pid

    @property
    def pids(self) -> list[int]:
        """The process ids of both."""
        tasks = Path(f"/proc/{self._replica}/task").glob("*/children")
        return [self._replica, *(int(child) for task in tasks for child in task.read_text().split())]

    def memory_mb(self) -> float:
        """Resident memory of both together."""
        return sum(harness.memory_mb(pid) for pid in self.pids)

    def cpu_s(self) -> float:
        """Processor time of both together."""
        return sum(harness.cpu_s(pid) for pid in self.pids)

    def written_bytes(self) -> list[int]:
        """The bytes that each of the two sent to the disk."""
        return [_written(pid) for pid in self.pids]


async def measure() -> AsyncIterator[Figure]:
    """Measure two minutes in which nobody calls; then five presses a second for half a minute, each a call."""
    async with harness.building(PRESSES) as alert, connected(alert.port, harness.button_names(PRESSES)) as buttons:
        without = await _presses(alert, buttons)
    async with (
        harness.building(PRESSES) as alert,
        connected(alert.port, harness.button_names(PRESSES)) as buttons,
        copied(alert) as copy,
        DeskClient.connect(alert.desk_socket, desk=None, client="bench") as desk,
    ):
        await asyncio.sleep(SETTLED_AFTER_S)
        await alert.quiet()
        cpu_s, before = copy.cpu_s(), copy.written_bytes()
        await asyncio.sleep(IDLE_S)
        cpu_s, idle = copy.cpu_s() - cpu_s, sum(copy.written_bytes()) - sum(before)
        boards: list[tuple[int, float]] = []
        looking = asyncio.get_running_loop().create_task(_look(desk, boards))
        before = copy.written_bytes()
        pressed = await _presses(alert, buttons)
        await _until(lambda: boards[-1][0] >= pressed.heads[-1][0])
        per_press = [(now - then) / PRESSES / 1024 for now, then in zip(copy.written_bytes(), before, strict=True)]
        looking.cancel()
        memory_mb = copy.memory_mb()
    lags = [next(at for number, at in boards if number >= head) - moment for head, moment in pressed.heads]
    about = f"{PRESSES} presses, {1 / EVERY_S:.0f} a second, each a call; to a folder of the same disk"
    yield Figure(
        "copy-lag",
        p(lags, 95),
        "s",
        value_max=LAG_S_MAX,
        says=f"p95, from receipt until a desk is told that it is proved; p50 {p(lags, 50):.2f}; {about}",
    )
    yield Figure(
        "copy-receipt",
        p(pressed.receipts_ms, 95),
        "ms",
        p(without.receipts_ms, 95),
        p(pressed.receipts_ms, 95) / p(without.receipts_ms, 95),
        value_max=RECEIPT_MS_MAX,
        says="p95, with the copy at work, beside a building that has none",
    )
    yield Figure(
        "copy-daemon-bytes",
        pressed.written / PRESSES / 1024,
        "KiB",
        without.written / PRESSES / 1024,
        pressed.written / without.written,
        says="of the alert daemon for a press, beside a building that has no copy; pages, which a busy host writes more than once",
    )
    says = f"for a press: {per_press[0]:.0f} of the replica, {per_press[1]:.0f} of Litestream; {about}"
    yield Figure("copy-bytes", sum(per_press), "KiB", says=says)
    yield Figure("copy-bytes-idle-hour", idle * 3600 / IDLE_S / 1024, "KiB", says=f"of both, over {IDLE_S:.0f} s")
    yield Figure("copy-memory", memory_mb, "MB", value_max=MEMORY_MB_MAX, says="resident, replica and Litestream")
    yield Figure("copy-idle-cpu", cpu_s / IDLE_S * 100, "%-of-a-core", value_max=CPU_PERCENT_MAX, says="of both")


@asynccontextmanager
async def copied(alert: harness.Alert) -> AsyncIterator[Copy]:
    """Run `handbell replica` beside this building. The block begins once everything so far is proved and the target has a bundle."""
    run = tempfile.mkdtemp(dir=MEMORY)  # in memory, as /run is
    async with harness.folder() as own:
        target = own / "target"
        target.mkdir()
        prepare(target)
        (own / "copy.json").write_text(json.dumps({"to": "folder", "path": str(target)}))
        words = ["replica", "run", "--data", str(own / "replica"), "--run", str(alert.desk_socket.parent)]
        words += ["--own-run", str(run), "--seeded", str(own / "copy.json")]
        with (own / "log").open("wb") as log:
            running = await asyncio.create_subprocess_exec(str(harness.HANDBELL), *words, stderr=log)
        try:
            async with DeskClient.connect(alert.desk_socket, desk=None, client="bench") as desk:
                key = private_of(bytes(16)).public.raw
                await desk.ask(UseRecoveryKey(request=0, public=key))
                async with asyncio.timeout(PROVED_WITHIN_S):
                    async for board in desk.states():
                        if _is_safe(board):
                            break
            yield Copy(running.pid)
        except BaseException:
            sys.stderr.write((own / "log").read_text())
            raise
        finally:
            await _end(running)
            shutil.rmtree(run)


async def _presses(alert: harness.Alert, buttons: list[Button]) -> Pressed:
    """Press one after the other, at a steady pace; what the daemon tidies up afterwards counts too."""
    pressed = Pressed()
    async with FeedClient.connect(alert.desk_socket.parent / "feed.sock") as feed:
        before, next_s = alert.written_bytes(), time.perf_counter()
        for button in buttons:
            pressed.receipts_ms.append(await button.press() * 1000)
            moment = time.perf_counter()
            pressed.heads.append(((await feed.follow(0, limit=1)).head, moment))
            next_s += EVERY_S
            await asyncio.sleep(max(0.0, next_s - time.perf_counter()))
        pressed.written = alert.written_bytes() - before
    return pressed


async def _look(desk: DeskClient, boards: list[tuple[int, float]]) -> None:
    async for board in desk.states():
        if board.copy is not None:
            boards.append((board.copy.proved, time.perf_counter()))


def _is_safe(board: BoardView) -> bool:
    copy = board.copy
    return copy is not None and not copy.trouble and copy.proved == copy.head and copy.bundle > 0


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PROVED_WITHIN_S):
        while not true():
            await asyncio.sleep(0.05)


def _written(pid: int) -> int:
    lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes:"))


async def _end(running: asyncio.subprocess.Process) -> None:
    children = Copy(running.pid).pids if running.returncode is None else []
    for pid in children:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    await running.wait()
