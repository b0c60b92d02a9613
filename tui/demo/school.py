"""The pretend school of the demo: a folder, keys, a plan, the alert daemon and the pretend building as processes of their own.

Its buttons are pretend, their wire is not: each dials the daemon and speaks ESPHome's encrypted protocol, as a real one does.
Starts and ends processes; knows nothing of what the demo tells about them.
"""

import asyncio
import os
import secrets
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.api.desk.plan import AdoptPlanFile
from appliance.listed.shipped import calendar
from appliance.plan.cli import example
from appliance.plan.document import to_document
from appliance.plan.families import ESPHOME
from appliance.plan.ids import PersonId
from appliance.plan.model import Button, Plan, Role
from appliance.plan.parse import parse
from appliance.plan.timezone import timezone_named
from tui.demo import before
from tui.demo.pages import Pages, with_a_page

KEY_BYTES = 32  # what a provisioned button has, and its wire insists on
WITH_PIN = ("Marisol Reyes", "Noor Haddad", "Jo Brandt")
"""Who of the example building can read names in the demo: an administrator who leads the team, the nurse, and the point of contact."""
CONTACT = PersonId("brandt")
PIN = "246810"  # the same in each demo: it opens nothing that is still there when the demo ends
ARMED_WITHIN_S = (
    60.0  # a Pi with a cold card needs three, a busy laptop many times that; longer is a fault worth seeing
)
PROGRAM = (sys.executable, "-c", "import sys; from appliance.cli import main; sys.exit(main())")


class LampChange(msgspec.Struct, frozen=True):
    """A line of `handbell pretend --json`."""

    button: str = ""
    lamp: str = ""
    says: str = ""


class School:
    """A running demo school. Make one with `School.opened()`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plan = with_a_page(in_a_folder(with_a_point_of_contact(example_plan()), folder))
        self.dialled = f"127.0.0.1:{free_port()}"
        self.webhook = f"127.0.0.1:{free_port()}"
        self.desk_socket = folder / "run" / "desk.sock"
        self.pages = Pages(folder, f"127.0.0.1:{free_port()}", folder / "run" / "page.sock", self.desk_socket)
        self.lamps: dict[str, str] = {}
        self.switched_on_s = 0.0
        self._lamp_changed = asyncio.Event()
        self._daemon: asyncio.subprocess.Process | None = None
        self._building: asyncio.subprocess.Process | None = None

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator["School"]:
        """A school in a temporary folder, armed, its plan adopted, every button connected; gone without trace afterwards."""
        with tempfile.TemporaryDirectory(prefix="handbell-demo-") as name:
            school = cls(Path(name))
            school._lay_out()
            reading: asyncio.Task[None] | None = None
            try:
                await school.start_daemon()
                await school._adopt()
                await school._start_building()
                reading = asyncio.get_running_loop().create_task(school._read_lamps(), name="lamps")
                yield school
            finally:
                if reading is not None:
                    reading.cancel()
                await school._end()

    async def start_daemon(self) -> float:
        """Start the alert daemon and wait until its desk line answers; returns the seconds that took."""
        began = time.monotonic()
        arguments = ("--data", self.folder / "data", "--run", self.folder / "run")
        doors = ("--esphome", self.dialled, "--webhook", self.webhook)
        with (self.folder / "alert.log").open("ab") as log:
            self._daemon = await asyncio.create_subprocess_exec(
                *PROGRAM, "alert", *arguments, *doors, stderr=log, stdout=log
            )
        while True:
            try:
                async with DeskClient.connect(self.desk_socket, None, "demo"):
                    return time.monotonic() - began
            except LineLost:
                if self._daemon.returncode is not None or time.monotonic() - began > ARMED_WITHIN_S:
                    raise RuntimeError((self.folder / "alert.log").read_text("utf-8")) from None
                await asyncio.sleep(0.02)

    def wall_buttons(self) -> list[Button]:
        """The two-way ones, of the family the example building has on its walls."""
        return [button for button in self.plan.buttons if button.family == ESPHOME]

    async def prepare_afterwards(self) -> None:
        """Give two people a PIN, and adopt the shipped rules of what is owed and a school calendar: with the commands that IT would use.

        Raises RuntimeError with what a command said.
        """
        calendar_file = self.folder / "calendar.toml"
        calendar_file.write_text(calendar(), encoding="utf-8")
        await self._command("duties", "adopt", "neutral", "colorado", str(calendar_file), "--by", "the demo")
        for person in WITH_PIN:
            await self._command("people", "set-pin", person, given=f"{PIN}\n")

    async def serve_pages(self) -> None:
        """Serve the page and the desk of the plan to browsers, with a certificate of the demo's own."""
        self.pages.certify()
        await self.pages.start(PROGRAM)

    async def prepare_before(self) -> None:
        """Adopt who is away, trainings and tables, and assign exercises of the year: with the commands that a school would use.

        Raises RuntimeError with what a command said.
        """
        texts = before.files_of(datetime.now(timezone_named(self.plan.timezone) or UTC).date())
        for name, text in texts.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        (self.folder / before.DOORS).write_text(before.doors_hung(self.plan), encoding="utf-8")
        adopted = (str(self.folder / each) for each in before.READINESS)
        await self._command("readiness", "adopt", *adopted, "--by", "the demo")
        await self._command("exercises", "assign", str(self.folder / before.EXERCISES), "--by", "the demo")

    async def _command(self, *arguments: str, given: str = "") -> None:
        process = await asyncio.create_subprocess_exec(
            *PROGRAM,
            *arguments,
            "--socket",
            self.desk_socket,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await process.communicate(given.encode())
        if process.returncode != 0:
            raise RuntimeError(f"handbell {arguments[0]}: {out.decode().strip()}")

    async def kill_daemon(self) -> None:
        """SIGKILL, as a power cut to the process: it gets no chance to put anything in order."""
        assert self._daemon is not None
        self._daemon.kill()
        await self._daemon.wait()

    async def tell_building(self, sentence: str) -> None:
        """One sentence to the pretend building, such as `press B204-wall help`."""
        assert self._building is not None and self._building.stdin is not None
        self._building.stdin.write(sentence.encode() + b"\n")
        await self._building.stdin.drain()

    async def until_lamp(self, button: str, *wanted: str, within_s: float) -> str:
        """Wait until a button's lamp shows one of these; returns which. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            while self.lamps.get(button) not in wanted:
                self._lamp_changed.clear()
                await self._lamp_changed.wait()
        return self.lamps[button]

    def _lay_out(self) -> None:
        (self.folder / "run").mkdir(mode=0o700)
        for part in ("data", "data/keys", "data/keys/credentials"):
            (self.folder / part).mkdir(mode=0o700)
        for button in self.plan.buttons:
            path = self.folder / "data" / "keys" / "credentials" / f"{button.key}.secret"
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(KEY_BYTES))
        roster = [
            {
                "button": button.button,
                "key_id": button.key,
                "contacts": [contact.contact for contact in button.contacts],
            }
            for button in self.wall_buttons()
        ]
        (self.folder / "buttons.json").write_bytes(msgspec.json.encode(roster))

    async def _adopt(self) -> None:
        async with DeskClient.connect(self.desk_socket, None, "demo") as line:
            reply = await line.ask(AdoptPlanFile(request=0, document=to_document(self.plan)))
        if not reply.ok:
            raise RuntimeError(f"the demo's plan was not adopted: {reply.says}")

    async def _start_building(self) -> None:
        credentials = self.folder / "data" / "keys" / "credentials"
        self.switched_on_s = time.monotonic()
        where = ("--connect", self.dialled, "--buttons", self.folder / "buttons.json", "--credentials", credentials)
        with (self.folder / "building.log").open("ab") as log:
            self._building = await asyncio.create_subprocess_exec(
                *PROGRAM,
                "pretend",
                *where,
                "--json",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )

    async def _read_lamps(self) -> None:
        assert self._building is not None and self._building.stdout is not None
        async for line in self._building.stdout:
            change = msgspec.json.decode(line, type=LampChange)
            if change.lamp:
                self.lamps[change.button] = change.lamp
                self._lamp_changed.set()

    async def _end(self) -> None:
        await self.pages.end()
        for process in (self._building, self._daemon):
            if process is not None and process.returncode is None:
                process.send_signal(signal.SIGTERM)
                try:
                    await asyncio.wait_for(process.wait(), 5)
                except TimeoutError:
                    process.kill()
                    await process.wait()


def example_plan() -> Plan:
    """The example building that `handbell plan example` prints."""
    plan = parse(example(), "example.yaml")
    assert isinstance(plan, Plan)
    return plan


def with_a_point_of_contact(plan: Plan) -> Plan:
    """The plan with a point of contact for educators: the example building names none, and much of what is owed is owed by them."""
    people = tuple(
        msgspec.structs.replace(each, roles=(*each.roles, Role.POINT_OF_CONTACT)) if each.person == CONTACT else each
        for each in plan.people
    )
    return msgspec.structs.replace(plan, people=people)


def in_a_folder(plan: Plan, folder: Path) -> Plan:
    """The plan with its sounders writing into the demo's folder: a demo must not depend on a sound card."""
    sounders = tuple(
        msgspec.structs.replace(sounder, family="file", output=str(folder / f"{sounder.sounder}.wav"))
        for sounder in plan.sounders
    )
    return msgspec.structs.replace(plan, sounders=sounders)


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def open_pipe(path: Path) -> int:
    """A named pipe to write sentences into from another terminal; open for both, so that no writer ends it."""
    os.mkfifo(path, 0o600)
    return os.open(path, os.O_RDWR | os.O_NONBLOCK)
