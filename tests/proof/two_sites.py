"""A building and its district with a long line between them: the real alert daemon, uplink and server, in networks of our own.

async with TwoSites.open(lan, folder, store) as sites:
        await sites.knows_office()
        sites.uplink_starts()
        sites.cut()
        sites.mend()

The alert daemon is in no network at all: it has only sockets of the file system. Knows no entry's content.
"""

import asyncio
import hashlib
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.api.desk.client import DeskClient
from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandIn
from appliance.api.records.trust import BelieveOffice
from appliance.envelope.format import split
from appliance.envelope.statements import EVERY_BUILDING, Notice, NoticeType
from sync import protocol
from sync.district.authority import receipt_key
from sync.protocol import Kept
from tests.patience import patient
from tests.proof.bad_line import BadLine
from tests.proof.lan import Computer, Lan
from tests.sync.district.serving import Server, office
from tests.sync.district.tables import signed
from tests.sync.uplink.conftest import UPLINK
from tests.system.box import Box

BOX_AT, DISTRICT_AT = "10.78.0.1", "10.78.0.2"
RATE = "2mbit"  # the upward speed of a rural school's line


@dataclass
class TwoSites:
    """Both sites; `open` makes them. Box and server run, the box is enrolled, and the uplink is not started."""

    folder: Path
    box: Box
    server: Server
    line: BadLine
    computer: Computer
    lose: float
    _uplink: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @staticmethod
    @asynccontextmanager
    async def open(lan: Lan, folder: Path, store: str, line: BadLine) -> AsyncIterator["TwoSites"]:
        district = lan.computer("district", DISTRICT_AT)
        server = Server(folder / "district", store, address=DISTRICT_AT, computer=district).init()
        with ExitStack() as stack:
            computer = stack.enter_context(line.to(lan, "uplink", BOX_AT))
            _slow(computer)
            async with Box(folder) as box:
                await box.starts()
                sites = TwoSites(folder, box, server, line, computer, line.lose)
                await asyncio.to_thread(server.start)
                try:
                    await sites._enrols()
                    yield sites
                finally:
                    sites.uplink_killed()
                    server.kill()
                    print(sites.uplink_said()[-3000:])

    @property
    def uplink_folder(self) -> Path:
        return self.folder / "uplink"

    def cut(self) -> None:
        """Let nothing pass from now on; neither end is told."""
        self.line.lose = 1.0

    def mend(self) -> None:
        """Make the line as it was."""
        self.line.lose = self.lose

    def uplink_starts(self) -> None:
        with (self.folder / "uplink.log").open("ab") as log:
            words = self.computer.command(*UPLINK, *self._where)
            self._uplink = subprocess.Popen(words, stdout=log, stderr=log, env=_surroundings())

    def uplink_killed(self) -> None:
        """Kill the uplink with SIGKILL, if it runs."""
        if self._uplink is not None:
            self._uplink.kill()
            self._uplink.wait()
            self._uplink = None

    def uplink_said(self) -> str:
        log = self.folder / "uplink.log"
        return log.read_text() if log.exists() else ""

    async def server_killed_and_started(self) -> None:
        """Kill the server with SIGKILL, and start a new process at the same address."""
        await asyncio.to_thread(self.server.kill)
        await asyncio.to_thread(self.server.start)

    async def knows_office(self) -> None:
        """Let a safety office name the server's receipt key, and let the box believe that office."""
        root = Ed25519PrivateKey.generate()
        keys = msgspec.msgpack.encode((receipt_key(self.server.folder).public,))
        notice = signed(root, Notice(EVERY_BUILDING, NoticeType.RECEIPT_KEYS, 1, keys).pack())
        async with office(self.server, self.folder / "office") as safety:
            kept = await safety.post(protocol.OFFICE_NOTICES, notice, Kept)
            assert isinstance(kept, Kept), kept
        fingerprint = hashlib.sha256(root.public_key().public_bytes_raw()).hexdigest()
        async with DeskClient.connect(self.box.socket_path, desk=None, client="trust") as line:
            believed = await line.ask(BelieveOffice(request=0, fingerprint=fingerprint))
        assert believed.ok, believed.says

    async def is_countersigned(self, feed: FeedClient, number: int, within_s: float) -> int:
        """Wait until alert itself has verified a receipt up to this number; give how far receipts go."""
        async with patient(within_s):
            while (far := (await feed.hand_in(HandIn(request=0))).countersigned) < number:
                await asyncio.sleep(0.2)
        return far

    async def building(self, feed: FeedClient) -> str:
        """Give the building's id in hex, as the first entry says it."""
        (first,) = (await feed.follow(0, limit=1)).entries
        return split(first.entry).header.building.hex()

    @property
    def _where(self) -> list[str]:
        return ["--data", str(self.uplink_folder), "--run", str(self.box.run)]

    async def _enrols(self) -> None:
        token = await asyncio.to_thread(self.server.token, "Lincoln")
        authority = str(self.server.folder.keys / "authority.pem")
        words = [*UPLINK, "enrol", *self._where, "--server", self.server.url, "--ca-file", authority, "--token", token]
        done = await asyncio.to_thread(
            subprocess.run,
            self.computer.command(*words),
            capture_output=True,
            text=True,
            timeout=180,
            env=_surroundings(),
        )
        assert done.returncode == 0, done.stderr


def _slow(computer: Computer) -> None:
    """Slow the line with a token bucket at the building's end, as a modem does."""
    tbf = ["tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", RATE, "burst", "32kb", "latency", "300ms"]
    subprocess.run(computer.command(*tbf), check=True, capture_output=True, timeout=180)


def _surroundings() -> dict[str, str]:
    """Give the environment without a proxy of the machine on which the test runs."""
    return {**os.environ, "NO_PROXY": "", "HTTPS_PROXY": ""}
