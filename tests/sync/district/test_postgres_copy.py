"""Tests INSTALL's copy of a PostgreSQL store, with the commands that INSTALL gives: the database dies, and nothing that
was copied is lost.
"""

import asyncio
import os
import pwd
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.envelope.deposit import Deposited
from sync import protocol
from tests.patience import patient
from tests.sync import postgres
from tests.sync.district.building import Box
from tests.sync.district.serving import Client, Server, client, collected, enrolled, office
from tests.sync.district.tables import RECIPIENT

pytestmark = pytest.mark.slow

INSTALL = (Path(__file__).parents[3] / "INSTALL.md").read_text(encoding="utf-8")
COPY = INSTALL.split("**PostgreSQL** copies itself")[1].split("\n### ")[0]
RESTORE = INSTALL.split("**With PostgreSQL** first the database")[1].split("\nOnce `")[0]


def blocks(text: str) -> list[list[str]]:
    """Give the commands, block by block; a command that goes on in the next line is one command."""
    joined = text.replace(" \\\n      ", " ")
    found: list[list[str]] = [[]]
    for line in joined.splitlines():
        if line.startswith("    "):
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [each for each in found if each]


class Machine:
    """The database's machine, with a second disk at `second`. `sudo` only means another user here."""

    def __init__(self, server: postgres.Postgres) -> None:
        self.server = server
        self.second = server.folder / "second"
        self.second.mkdir()
        self._own(self.second)
        found = postgres.program("pg_verifybackup")
        assert found is not None
        self._programs = Path(found).parent

    def does(self, command: str) -> str:
        """Run a command as INSTALL has it, with the paths of this machine."""
        if (acts := self._systemctl(command)) is not None:
            acts()
            return ""
        done = self._begun(command)
        out, wrong = done.communicate(timeout=120)
        assert done.returncode == 0, f"{command}: {wrong}"
        return out

    def begins(self, command: str) -> subprocess.Popen[str]:
        """Start a command that goes on for ever."""
        return self._begun(command)

    def dies(self) -> None:
        """Kill the database, and remove its disk."""
        assert self.server._server is not None
        self.server._server.send_signal(signal.SIGQUIT)
        self.server._server.wait(60)
        shutil.rmtree(self.server.folder / "data")

    def _begun(self, command: str) -> subprocess.Popen[str]:
        places = {
            "/mnt/second": str(self.second),
            "/var/lib/postgresql/17/main": str(self.server.folder / "data"),
            "/usr/lib/postgresql/17/bin": str(self._programs),
            "-o postgres -g postgres": f"-o {self.server.user}",
        }
        for there, here in places.items():
            command = command.replace(there, here)
        as_postgres = f"setpriv --reuid={self.server.user} --clear-groups " if os.geteuid() == 0 else ""
        command = command.replace("sudo -u postgres ", as_postgres).replace("sudo ", "")
        environment = {
            **self.server.environment(),
            "PATH": f"{self._programs}:{os.environ['PATH']}",
            "PGHOST": str(self.server.folder),
            "PGUSER": self.server.user,
            "PGDATABASE": "postgres",
        }
        return subprocess.Popen(
            ["sh", "-ec", f"exec {command}" if command.startswith(as_postgres + "pg_") else command],
            env=environment, cwd=self.server.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def _systemctl(self, command: str) -> Callable[[], None] | None:
        if command == "sudo systemctl stop postgresql@17-main":
            return self.server.stop
        if command == "sudo systemctl start postgresql@17-main":
            return self.server.start
        assert "systemctl" not in command
        return None

    def _own(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, pwd.getpwnam(self.server.user).pw_uid, -1)


@pytest.fixture
def machine() -> Iterator[Machine]:
    if (why := postgres.missing()) is not None:
        pytest.skip(why)
    with postgres.running() as server:
        yield Machine(server)


async def deposits(building: Client, box: Box, times: int) -> None:
    for _ in range(times):
        first = len(box.chain) + 1
        box.write(10)
        answer = await building.post(protocol.DEPOSITS, box.deposit(first, first + 9), Deposited)
        assert isinstance(answer, Deposited), answer


async def is_copied(machine: Machine, asks: str) -> None:
    """Wait until nothing is on its way any more."""
    async with patient():
        while re.search(r"pg_receivewal +\| +0\b", await asyncio.to_thread(machine.does, asks)) is None:
            await asyncio.sleep(0.1)


async def is_up(machine: Machine) -> None:
    async with patient(60):
        while (await asyncio.to_thread(machine.server.asked, "SELECT pg_is_in_recovery()")) != (False,):
            await asyncio.sleep(0.1)


async def test_a_database_that_died_is_back_from_its_copy_by_installs_commands(
    machine: Machine, tmp_path: Path
) -> None:
    once, (receives,), base, (asks,) = blocks(COPY)
    database = machine.server.database()
    server = Server(tmp_path / "district", machine.server.address(database)).init().start()
    box = Box()
    certificate = await enrolled(server, box, tmp_path)
    for each in once:
        await asyncio.to_thread(machine.does, each)
    receiving = machine.begins(receives)
    try:
        async with client(server, certificate) as building:
            for _ in range(2):  # today's backup, and next week's that takes its place
                await deposits(building, box, 20)
                for each in base:
                    await asyncio.to_thread(machine.does, each)
            await deposits(building, box, 20)
        await is_copied(machine, asks)
        machine.dies()
    finally:
        receiving.kill()
        receiving.communicate()
    for each in blocks(RESTORE)[0]:
        await asyncio.to_thread(machine.does, each)
    await is_up(machine)
    async with client(server, certificate) as building:
        await deposits(building, box, 5)
        async with office(server, tmp_path / "office") as safety:
            entries, receipts, _ = await collected(safety, box.building.hex(), RECIPIENT)
    assert [each.entry for each in entries] == box.chain and receipts
    assert server.stop() == 0
