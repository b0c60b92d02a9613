"""Runs `handbell district serve` as a process of its own, and clients with real certificates over real TLS on loopback."""

import asyncio
import os
import re
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.envelope.deposit import Collected, Refused, Signed, StoredEntry
from appliance.envelope.statements import enrolment_statement
from sync import administration, protocol
from sync.district.asking import ask
from sync.district.authority import utc_now
from sync.district.command import STORE_VARIABLE
from sync.district.folder import Folder
from sync.district.keys import init
from tests.commands import handbell
from tests.ports import free_port
from tests.proof.lan import Computer
from tests.sync.district.building import Box

STARTS_WITHIN_S = 90.0
COMMAND = handbell("district")


def command(*arguments: str, store: str = "") -> subprocess.CompletedProcess[str]:
    """Run `handbell district …` to its end."""
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=180, check=False, env=environment(store)
    )


def environment(store: str) -> dict[str, str]:
    return {
        **os.environ,
        "MALLOC_MMAP_THRESHOLD_": "131072",
        STORE_VARIABLE: store,
    }  # as in handbell-district.service


class Server:
    """One server process on a folder; `store` is an address of PostgreSQL, or empty for SQLite.

    It listens at `address`: an address of this machine, or of a `computer` in a network of our own.
    """

    def __init__(
        self, data: Path, store: str = "", *, address: str = "127.0.0.1", computer: Computer | None = None
    ) -> None:
        self.data = data
        self.store = store
        self.program = COMMAND
        self.address = address
        self.computer = computer
        self.port = 0 if computer is not None else free_port()  # the server has the same port again after a kill
        self.metrics_port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self.log = data.with_name(f"{data.name}.log")

    @property
    def folder(self) -> Folder:
        return Folder(self.data)

    @property
    def url(self) -> str:
        return f"https://{self.address}:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def init(self) -> "Server":
        """Make the district's keys with the function that `handbell district init` calls; `test_command.py` tests the command."""
        init(self.folder, [self.address], utc_now())
        return self

    def start(self, *arguments: str) -> "Server":
        """Start the server and wait until it serves. If it ran before, it takes the same port."""
        log = self.log.open("ab")
        began = log.tell()
        listen = ["serve", "--data", str(self.data), "--listen", f"{self.address}:{self.port}", *arguments]
        words = [*self.program, *listen]
        self._process = subprocess.Popen(
            words if self.computer is None else self.computer.command(*words),
            stdout=log,
            stderr=log,
            env=environment(self.store),
        )
        log.close()
        self.port = self._told_port(began)
        return self

    def kill(self) -> None:
        """Kill the server, as a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        """Stop the server as systemd does; give its exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        return self._process.wait(30)

    def said(self) -> str:
        """Give what it has written to its log so far."""
        return self.log.read_text()

    def token(self, name: str, instead_of: bytes = b"") -> str:
        asked = administration.TokenAsked(name, replaces=instead_of.hex())
        given = ask(self.folder.socket, "POST", protocol.TOKENS, administration.TokenGiven, asked)
        assert isinstance(given, administration.TokenGiven), given
        return given.token

    def office(self, out: Path) -> Path:
        """Make the folder with an office's certificate."""
        if not out.exists():
            done = command("enrol", "Safety", "--office", "--out", str(out), "--data", str(self.data), store=self.store)
            assert done.returncode == 0, done.stderr
        return out

    def _told_port(self, began: int) -> int:
        """Wait until its log, behind this place, says where it serves. It is a file: a pipe that nobody reads would stop the server in the
        end.
        """
        ends = time.monotonic() + STARTS_WITHIN_S
        while True:
            ended = not self.runs
            told = self.log.read_bytes()[began:]
            if (found := re.search(rb"serving https on \S+ port (\d+)", told)) is not None:
                return int(found[1])
            assert not ended and time.monotonic() < ends, told.decode()
            time.sleep(0.02)


class Sent:
    """Counts the questions that have left this client. A question asked afterwards comes to the server after them."""

    count = 0

    async def more(self, *_: object) -> None:
        self.count += 1


class Client:
    """Makes the requests of one client certificate."""

    def __init__(self, session: aiohttp.ClientSession, url: str, sent: Sent | None = None) -> None:
        self.session = session
        self.url = url
        self.sent = sent or Sent()

    async def get[Answer: msgspec.Struct](self, target: str, kind: type[Answer]) -> Answer | Refused:
        async with self.session.get(self.url + target) as response:
            return await self._answer(response, kind)

    async def post[Answer: msgspec.Struct](
        self, target: str, body: msgspec.Struct | bytes, kind: type[Answer]
    ) -> Answer | Refused:
        data = body if isinstance(body, bytes) else protocol.encode(body)
        headers = {"Content-Type": protocol.MSGPACK}
        async with self.session.post(self.url + target, data=data, headers=headers) as response:
            return await self._answer(response, kind)

    async def _answer[Answer: msgspec.Struct](
        self, response: aiohttp.ClientResponse, kind: type[Answer]
    ) -> Answer | Refused:
        data = await response.read()
        if response.status == 200:
            return protocol.decode(kind, data)
        refused = protocol.decode(Refused, data)
        assert protocol.status_of(refused.code) == response.status
        return refused


@asynccontextmanager
async def client(server: Server, certificate: Path | None) -> AsyncIterator[Client]:
    """Make a client with the certificate and key in one PEM file, or without any."""
    context = ssl.create_default_context(cafile=str(server.folder.keys / "authority.pem"))
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    if certificate is not None:
        context.load_cert_chain(certificate)
    computer = server.computer
    made: list[socket.socket] = []
    counted, sent = Sent(), aiohttp.TraceConfig()
    sent.on_request_headers_sent.append(counted.more)

    def beside(address: aiohttp.AddrInfoType) -> socket.socket:
        made.append(computer.socket() if computer is not None else socket.socket(*address[:3]))
        made[-1].setblocking(False)
        return made[-1]

    connector = aiohttp.TCPConnector(ssl=context, socket_factory=beside)
    timeout = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout, trace_configs=[sent]) as session:
        yield Client(session, server.url, counted)
    async with asyncio.timeout(
        60
    ):  # a session ends before its TLS has said goodbye, and a killed server never answers that
        while any(each.fileno() >= 0 for each in made):
            await asyncio.sleep(0.01)


@asynccontextmanager
async def office(server: Server, out: Path) -> AsyncIterator[Client]:
    """Make a client of the safety office."""
    await asyncio.to_thread(
        server.office, out
    )  # in a thread: a desk of the same test must go on reading, or it counts as gone
    both = out / "both.pem"
    both.write_bytes((out / "office.key").read_bytes() + (out / "office.pem").read_bytes())
    async with client(server, both) as found:
        yield found


async def collected(
    safety: Client, building: str, recipient: bytes, after: int = 0
) -> tuple[list[StoredEntry], list[Signed], int]:
    """Give every entry and receipt that an office finds of a building (hex) after a place, in the server's order, and the place from which
    to go on.
    """
    entries: list[StoredEntry] = []
    receipts: list[Signed] = []
    more = True
    while more:
        query = f"?building={building}&recipient={recipient.hex()}&after={after}"
        part = await safety.get(protocol.OFFICE_ENTRIES + query, Collected)
        assert isinstance(part, Collected), part
        entries += part.entries
        receipts += part.receipts
        after, more = part.after, part.more
    return entries, receipts, after


def certificate_request() -> tuple[bytes, str]:
    """Make a P-256 key in PEM, and a request for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem, request.public_bytes(serialization.Encoding.PEM).decode()


def enrolment(box: Box, token: str, csr: str) -> protocol.EnrolmentAsked:
    """Make what a box sends to be enrolled."""
    signature = box.key.sign(enrolment_statement(token, csr, box.building, box.box))
    ids = (box.building.hex(), box.box.hex(), box.device_key.hex(), signature.hex())
    return protocol.EnrolmentAsked(token, csr, *ids)


async def enrolled(server: Server, box: Box, folder: Path, name: str = "", instead_of: bytes = b"") -> Path:
    """Enrol a box as a box does it; give the file with its certificate and key."""
    key, csr = certificate_request()
    token = await asyncio.to_thread(server.token, name or box.building.hex(), instead_of)
    body = msgspec.json.encode(enrolment(box, token, csr))
    async with (
        client(server, None) as nobody,
        nobody.session.post(server.url + protocol.ENROLMENT, data=body) as response,
    ):
        data = await response.read()
        assert response.status == 200, data
    given = msgspec.json.decode(data, type=protocol.CertificateGiven)
    path = folder / f"{box.box.hex()}.pem"
    path.write_bytes(key + given.certificate.encode())
    return path
