"""Runs an alert daemon to measure: its folders, plan, keys and process, and somebody at the front desk.

Everything is as in the product: `handbell alert` runs in a process of its own, and the bench speaks to it over its own sockets only.
"""

import asyncio
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from buttons import key_of

from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.api.desk.plan import AdoptPlanFile
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, DeskId, KeyId, PersonId, RoomId, ZoneId
from appliance.plan.model import MINUTES_PER_WEEK, Button, Contact, Desk, Hours, Kind, Person, Plan, Role, Room, Step
from appliance.vault.credentials import Credentials

HERE = Path(__file__).parent
WORK = HERE.parents[1] / "var" / "bench"  # on the disk of the repository, never on a file system in memory
HANDBELL = Path(sys.executable).with_name("handbell")
FRONT = DeskId("front")
ALWAYS = (Hours(0, MINUTES_PER_WEEK),)
START_WAIT_S = 30.0
QUIET_WAIT_S = 30.0
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Alert:
    """An armed daemon. `port` is where buttons connect, `webhook` where HTTPS does (0: shut)."""

    process: asyncio.subprocess.Process
    data: Path
    desk_socket: Path
    port: int
    webhook: int
    armed_after_s: float

    def cpu_s(self) -> float:
        """Processor time used so far."""
        return cpu_s(self.process.pid)

    def memory_mb(self) -> float:
        """Resident memory."""
        return memory_mb(self.process.pid)

    def written_bytes(self) -> int:
        """Bytes this process has sent to the disk so far (proc(5), write_bytes)."""
        lines = Path(f"/proc/{self.process.pid}/io").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes:"))

    def wal_bytes(self) -> int:
        """The write-ahead log's size."""
        return (self.data / "logbook" / "logbook.db-wal").stat().st_size

    async def quiet(self, within_s: float = QUIET_WAIT_S) -> None:
        """Wait until it has nothing to do: its pool of data keys is full, as in a building where it has run for a minute."""
        deadline_s = time.monotonic() + within_s
        while time.monotonic() < deadline_s:
            before_s = self.cpu_s()
            await asyncio.sleep(0.5)
            if self.cpu_s() - before_s <= 2 * TICK_S:
                return
        raise TimeoutError("the alert daemon finds no rest")


def cpu_s(pid: int) -> float:
    """Give the processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_S


def memory_mb(pid: int) -> float:
    """Give the resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024


def button_names(count: int, family: str = "simulated") -> list[str]:
    """Give the names of the buttons of `plan_of`, one a room."""
    return [f"{family[0].upper()}{number:04}" for number in range(count)]


def plan_of(rooms: int, webhooks: int = 0, family: str = "simulated") -> Plan:
    """Make the plan of a building with one two-way button in each room, some one-way buttons, and two desks that are in no room's zone."""
    two_way, one_way = button_names(rooms, family), button_names(webhooks, "webhook")
    names = [*two_way, *one_way]
    contacts = (Contact("help", Kind.ASSIST), *((Contact("hold", Kind.EMERGENCY),) if family == "esphome" else ()))
    return Plan(
        building="Bench School",
        timezone="America/Denver",
        address="1 Measure Lane",
        phone="+1 720 555 0100",
        rooms=(*(_room(name, "west") for name in names), _room("office", "front"), _room("counseling", "east")),
        areas=(),
        buttons=tuple(
            Button(
                ButtonId(name),
                RoomId(f"r-{name}"),
                family if name in set(two_way) else "webhook",
                KeyId(name),
                contacts,
            )
            for name in names
        ),
        desks=(Desk(FRONT, "Front office", ZoneId("front")), Desk(DeskId("hall"), "Counseling", ZoneId("east"))),
        people=(Person(PersonId("lindqvist"), "Sam Lindqvist", (Role.LEAD,), ALWAYS),),
        sounders=(),
        occupied=ALWAYS,
        ladder=(Step(0, desks=(FRONT, DeskId("hall"))), Step(60, desks=(FRONT, DeskId("hall")))),
    )


def _room(name: str, zone: str) -> Room:
    return Room(RoomId(f"r-{name}"), f"Room {name}", "1", ZoneId(zone), f"Rm {name}")


@asynccontextmanager
async def folder() -> AsyncIterator[Path]:
    """Make a folder on the real disk; it is removed afterwards. Its path is short: a unix socket's may have 107 bytes."""
    WORK.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=WORK))
    try:
        yield made
    finally:
        shutil.rmtree(made)


def keep_keys(data: Path, plan: Plan) -> None:
    """Put every button's key into the credential store."""
    (data / "keys").mkdir(parents=True, mode=0o700, exist_ok=True)
    store = Credentials(data / "keys" / "credentials")
    keyed = [each for each in plan.buttons if each.key]
    for button in keyed:
        # Write the files without `put`, which makes each durable: five hundred such writes are no part of what is measured.
        path = data / "keys" / "credentials" / f"{button.key}.secret"
        path.touch(mode=0o600)
        path.write_bytes(key_of(button.button))
    assert len(store.ids()) >= len(keyed)


@asynccontextmanager
async def alert(
    data: Path,
    plan: Plan | None = None,
    *,
    webhook: bool = False,
    family: str = "simulated",
    port: int = 0,
    options: tuple[str, ...] = (),
) -> AsyncIterator[Alert]:
    """Run `handbell alert` on this data folder until it is armed. Where a plan is given, it is adopted and its keys are made ahead."""
    async with folder() as run:
        if plan is not None:
            keep_keys(data, plan)
        running = await _start(data, run, f"--{family}", port or free_port(), webhook=webhook, options=options)
        try:
            if plan is not None:
                await _adopt(running, plan)
                await running.quiet()
            yield running
        finally:
            await stop(running.process)


@asynccontextmanager
async def building(
    rooms: int, *, webhooks: int = 0, attended: bool = True, family: str = "simulated"
) -> AsyncIterator[Alert]:
    """Run a new building of so many rooms, with somebody at the front desk unless told otherwise."""
    async with AsyncExitStack() as stack:
        data = await stack.enter_async_context(folder())
        plan = plan_of(rooms, webhooks, family)
        running = await stack.enter_async_context(alert(data, plan, webhook=webhooks > 0, family=family))
        if attended:
            await stack.enter_async_context(at_the_desk(running.desk_socket))
            await running.quiet()
        yield running


@asynccontextmanager
async def at_the_desk(desk_socket: Path) -> AsyncIterator[None]:
    """Put somebody at the front desk, on a console in a process of its own that reads every board (desk.py)."""
    desk = await script("desk.py", str(desk_socket))
    try:
        yield
    finally:
        await stop(desk)


async def script(name: str, *arguments: str) -> asyncio.subprocess.Process:
    """Start one of the bench's own programs, and wait until its first line says that it is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(HERE / name), *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), START_WAIT_S)
    if line.strip() != b"ready":
        raise RuntimeError(f"{name} did not start")
    return process


async def stop(process: asyncio.subprocess.Process) -> None:
    """Ask a process to end, and wait for it."""
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), START_WAIT_S)
        except TimeoutError:
            process.kill()
            await process.wait()


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _start(data: Path, run: Path, door: str, port: int, *, webhook: bool, options: tuple[str, ...]) -> Alert:
    https = free_port() if webhook else 0
    arguments = ["alert", "--data", str(data), "--run", str(run), door, f"127.0.0.1:{port}"]
    arguments += ["--webhook", f"127.0.0.1:{https}"] if webhook else []
    arguments += options
    began_s = time.perf_counter()
    with (run / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(HANDBELL, *arguments, stderr=log)
    desk_socket = run / "desk.sock"
    try:
        armed_s = await _answers(process, desk_socket)
    except BaseException:
        await stop(process)
        sys.stderr.write((run / "log").read_text())
        raise
    return Alert(process, data, desk_socket, port, https, armed_s - began_s)


async def _answers(process: asyncio.subprocess.Process, desk_socket: Path) -> float:
    """Wait until the desk line answers; give that moment (perf_counter seconds)."""
    deadline_s = time.monotonic() + START_WAIT_S
    while time.monotonic() < deadline_s and process.returncode is None:
        if desk_socket.exists():
            try:
                async with DeskClient.connect(desk_socket, desk=None, client="bench"):
                    return time.perf_counter()
            except LineLost:
                pass
        await asyncio.sleep(0.002)
    raise TimeoutError("the alert daemon did not start")


async def _adopt(running: Alert, plan: Plan) -> None:
    async with DeskClient.connect(running.desk_socket, desk=None, client="bench") as line:
        reply = await line.ask(AdoptPlanFile(request=0, document=to_document(plan)))
    if not reply.ok:
        raise RuntimeError(f"the bench's plan was not adopted: {reply.says}")
