"""Runs the alert daemon as a process of its own, and has the words in which the tests tell of it.

async with Box(folder) as box:
        await box.starts()
        building, desk = await box.building(), await box.desk("front")
        await building.press("B204-wall")
        await desk.sees("B204")

`box.kill()` is SIGKILL of its whole process group; `await box.stops()` is what systemd does. The folder outlives both.
"""

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from appliance import lives
from appliance.api.desk.client import DeskClient
from appliance.api.desk.entries import FeedItems, Follow
from appliance.api.desk.plan import AdoptPlanFile
from appliance.api.feed.client import FeedClient
from appliance.plan.document import digest, to_document
from appliance.plan.ids import DeskId
from appliance.plan.model import Plan
from hardware.simulated.building import PretendBuilding
from tests.memory import in_memory
from tests.patience import PatientBuilding, patience, patient
from tests.ports import free_port
from tests.system.desk import Desk
from tests.system.school import CONTACTS, button_of, give_keys, key_of, rooms, school

HANDBELL = Path(sys.executable).with_name("handbell")
ARMED_WITHIN_S = (
    30.0  # a start takes 0.3 s; two busy cores may make it many times longer, and only a hang takes this long
)
STOPPED_WITHIN_S = patience(5)
UNIT = Path(__file__).parents[2] / "systemd/handbell-alert.service"


def of_the_unit() -> dict[str, str]:
    """Give the environment in which the unit of a box starts the daemon: its memory depends on it."""
    said = re.findall(r"^Environment=([A-Z_]+)=(\S+)$", UNIT.read_text(), re.MULTILINE)
    assert said, "the unit says nothing of an environment any more"
    return dict(said)


class Box:
    """A folder with data, sockets and journal, and the daemon over it, running or not. The data is in memory, or where `data` says.

    `options` are given to the daemon at every start.
    """

    def __init__(
        self,
        folder: Path,
        *,
        plan: Plan | None = None,
        data: Path | None = None,
        webhook: bool = False,
        options: tuple[str, ...] = (),
    ) -> None:
        self.folder = folder
        self.plan = plan or school()
        self.data = data or in_memory(folder) / "data"
        self.run = folder / "run"
        self.journal_file = folder / "journal"
        self.socket_path = self.run / "desk.sock"
        self.port = free_port()
        self.webhook_port = free_port() if webhook else None
        self.options = options
        self.notices: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._said: asyncio.Queue[str] = asyncio.Queue()
        self._stack = AsyncExitStack()
        self._adopted = False

    async def __aenter__(self) -> Self:
        """Make the folders and the keys; starts nothing."""
        self.run.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        give_keys(self.plan, self.data)
        self._notify.bind(str(self.folder / "notify"))
        self._notify.setblocking(False)
        asyncio.get_running_loop().add_reader(self._notify, self._hear_notices)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close buildings and desks, and end the daemon whatever state it is in."""
        try:
            await self._stack.aclose()
        finally:
            if self._process is not None:
                self.kill()
            asyncio.get_running_loop().remove_reader(self._notify)
            self._notify.close()
            if error is not None:
                print(f"---- journal of {self.folder}\n{self.journal()[-6000:]}")

    # ---- the process

    async def starts(self, *more: str, environment: dict[str, str] | None = None) -> None:
        """Start the daemon, wait until it says that it is ready and, the first time, adopt the plan."""
        self.launches(*more, environment=environment)
        await self.is_ready()
        if not self._adopted:
            await self.adopts(self.plan)
            self._adopted = True

    def launches(self, *more: str, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start the process and wait for nothing."""
        return self.launches_as(self.command(*more), environment)

    def launches_as(self, words: Sequence[str], environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start these words as a process in a group of its own. It writes to the journal, and tells its state to our socket."""
        assert self._process is None, "this box runs already"
        surroundings = {
            **os.environ,
            **of_the_unit(),
            "NOTIFY_SOCKET": str(self.folder / "notify"),
            **(environment or {}),
        }
        with self.journal_file.open("ab") as journal:
            self._process = subprocess.Popen(
                words, cwd=self.folder, env=surroundings, stdout=journal, stderr=journal, start_new_session=True
            )
        return self._process

    def command(self, *more: str) -> list[str]:
        """Give the command that systemd would run."""
        words = [str(HANDBELL), "alert", "--data", str(self.data), "--run", str(self.run)]
        words += ["--simulated", f"127.0.0.1:{self.port}"]
        if self.webhook_port is not None:
            words += ["--webhook", f"127.0.0.1:{self.webhook_port}"]
        return [*words, *self.options, *more]

    async def is_ready(self) -> None:
        """Wait for READY=1. Raises AssertionError with the journal when the process ends instead."""
        await self.says("READY=1", ARMED_WITHIN_S)

    async def says(self, notice: str, within_s: float) -> None:
        """Wait for one more notification of this kind; all of them are kept in `notices`."""
        async with patient(within_s):
            while True:
                try:
                    if await asyncio.wait_for(self._said.get(), 0.2) == notice:
                        return
                except TimeoutError:
                    assert self.running, f"the daemon ended with code {self.code}:\n{self.journal()[-3000:]}"

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def code(self) -> int | None:
        """The exit code of the process, None while it runs."""
        return self._process.poll() if self._process is not None else None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole process group."""
        assert self._process is not None
        os.killpg(self._process.pid, number)

    def kill(self) -> None:
        """Send SIGKILL, which the process feels as a power cut; returns when it is gone."""
        assert self._process is not None
        if self._process.poll() is None:
            self.signal(signal.SIGKILL)
            self._process.wait()
        self._process = None
        (self.run / lives.NAME).unlink(missing_ok=True)  # this file is in memory, and a power cut means a new boot
        self._forget_notices()

    async def stops(self) -> None:
        """Send SIGTERM; the daemon must end by itself, in time and with code 0."""
        assert self._process is not None
        self.signal(signal.SIGTERM)
        code = await asyncio.to_thread(self._process.wait, STOPPED_WITHIN_S)
        assert code == 0, f"the daemon stopped with code {code}:\n{self.journal()[-3000:]}"
        self._process = None
        self._forget_notices()

    def journal(self) -> str:
        """Give everything the daemon wrote, over all its runs."""
        return self.journal_file.read_text("utf-8", "replace") if self.journal_file.exists() else ""

    # ---- who is there

    async def building(self, *chosen: str, seed: int = 0, contacts: tuple[str, ...] = CONTACTS) -> PretendBuilding:
        """Give power to the wall buttons of the chosen rooms (all, where none is named). They stay when the daemon goes."""
        named = [button_of(room) for room in chosen or rooms(len(self.plan.rooms))]
        building = PatientBuilding(
            "127.0.0.1",
            self.port,
            {button: key_of(button) for button in named},
            contacts=dict.fromkeys(named, contacts),
            seed=seed,
        )
        return await self._stack.enter_async_context(building)

    async def desk(self, name: str, *, attended: bool = True) -> Desk:
        """Open a console at a desk, with somebody there, until the box is left."""
        return await self._stack.enter_async_context(self.sitting_at(name, attended=attended))

    @asynccontextmanager
    async def sitting_at(self, name: str, *, attended: bool = True) -> AsyncIterator[Desk]:
        """Open a console at a desk, with somebody there, for a while."""
        async with DeskClient.connect(self.socket_path, DeskId(name), "test") as line:
            desk = Desk(line)
            if attended:
                await desk.is_attended()
            yield desk

    async def feed(self) -> FeedClient:
        """Open a line to the sealed feed."""
        return await self._stack.enter_async_context(FeedClient.connect(self.run / "feed.sock"))

    async def adopts(self, plan: Plan) -> None:
        """Adopt a plan over the desk line, as `handbell plan adopt` does."""
        async with DeskClient.connect(self.socket_path, desk=None, client="plan") as line:
            document = to_document(plan)
            reply = await line.ask(AdoptPlanFile(request=0, document=document))
            assert reply.ok, reply.says
            # Wait until the plan is on disk: in the very first moment it may hold before that, and a kill now would lose it.
            async with patient(ARMED_WITHIN_S):
                while not any(digest(document)[:8] in line for line in await _newest_lines(line)):
                    await asyncio.sleep(0.01)

    def _hear_notices(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                said = self._notify.recv(4096).decode()
                self.notices.append(said)
                self._said.put_nowait(said)

    def _forget_notices(self) -> None:
        """Forget the last words of the process that is gone, so that nobody takes them for the next one's."""
        self._hear_notices()
        while not self._said.empty():
            self._said.get_nowait()


async def _newest_lines(line: DeskClient) -> list[str]:
    answer = await line.ask(Follow(request=0, after=0, limit=5, newest_first=True))
    assert isinstance(answer, FeedItems)
    return [item.line for item in answer.items]
