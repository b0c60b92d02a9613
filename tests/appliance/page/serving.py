"""The process of the pages as it serves, over a door of a running box; and a browser without a screen, which trusts the authority alone."""

import asyncio
import base64
import json
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509

from appliance.api.page.signed import code_key, open_bytes, pairing_proof, press_bytes
from appliance.page.command import bound, serving
from appliance.page.settings import Settings
from appliance.page_authority.authority_folder import pem
from appliance.page_authority.page_folder import PageFolder
from appliance.page_authority.reading import read_request
from appliance.page_authority.scope import scope
from appliance.page_authority.signing import Authority
from appliance.settings import Address
from appliance.tasks import Tasks
from tests.appliance.doors.page.pages import Browser, PagesLine
from tests.patience import patient
from tests.ports import free_port

NAME = "handbell.foxhollow.example"
"""The only name of the box. A certificate of pages is never for the loopback, so browsers are led there."""
ASK = {"Origin": "https://" + NAME}


def certified(folder: Path, by: Authority | None = None) -> Authority:
    """Give a box's folder of pages a certificate by this authority, or by a new one. Returns the authority."""
    folder.mkdir(mode=0o700, exist_ok=True)
    now = datetime.now(UTC)
    exact = scope((), (NAME,), 1)
    authority = by or Authority.made("Fox Hollow", exact, now)
    pages = PageFolder(folder)
    request = read_request(pages.request(exact))
    pages.take(pem(authority.certify(request, now)) + pem(authority.certificate), now)
    return authority


class ToLoopback(AbstractResolver):
    """Leads every name to the loopback."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0)
        return [found]

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Stream:
    """An event stream that is read."""

    response: aiohttp.ClientResponse
    seen: list[tuple[str, Any]] = field(default_factory=list)

    async def next(self) -> tuple[str, Any] | None:
        """Wait for one more event: its name and fields. None: the stream ended."""
        try:
            async with patient():
                lines = [(await self.response.content.readline()).decode().strip() for _ in range(3)]
        except aiohttp.ClientError:
            return None
        if not lines[0]:
            return None
        self.seen.append((lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))))
        return self.seen[-1]

    async def until(self, name: str) -> Any:
        """Wait for an event of this name, and give its fields."""
        while (each := await self.next()) is not None:
            if each[0] == name:
                return each[1]
        raise AssertionError(f"the stream ended without {name!r}: {self.seen}")


@dataclass
class Pages:
    """The process as it serves, and a session of a browser."""

    session: aiohttp.ClientSession
    port: int
    tls: Path
    context: ssl.SSLContext
    by: Authority
    streams: list[Stream] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"https://{NAME}:{self.port}"

    async def asks(self, what: str, **fields: object) -> dict[str, Any]:
        """Ask as our own pages do."""
        return await self.posts({"ask": what, **{name: _plain(value) for name, value in fields.items()}})

    async def posts(self, body: object, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Post a body to /ask, from our own origin unless the headers say otherwise."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.session.post("/ask", data=sent, headers=headers or {"Origin": self.origin}) as answer:
            return {"status": answer.status, **await answer.json()}

    async def hello(self) -> tuple[bytes, bytes]:
        """Give the building and the newest challenge."""
        said = await self.asks("hello")
        return base64.b64decode(said["building"]), base64.b64decode(said["challenge"])

    async def pairs(self, browser: Browser, code: str) -> dict[str, Any]:
        building, _ = await self.hello()
        proof = pairing_proof(await asyncio.to_thread(code_key, building, code), building, browser.public)
        return await self.asks("pair", public_key=browser.public, proof=proof)

    async def presses(self, browser: Browser, page: str, contact: str = "assist") -> dict[str, Any]:
        building, challenge = await self.hello()
        browser.counter += 1
        parts = page, contact, browser.counter, 0, browser.ledger, challenge
        signature = browser.signs(press_bytes(building, *parts))
        names = ("page", "contact", "counter", "age_ms", "ledger", "challenge")
        return await self.asks("press", **dict(zip(names, parts, strict=True)), signature=signature)

    async def opens(self, browser: Browser, page: str, challenge: bytes | None = None) -> Stream:
        building, newest = await self.hello()
        challenge = challenge or newest
        signed = browser.signs(open_bytes(building, page, challenge))
        query = {"id": page, "challenge": _plain(challenge), "signature": _plain(signed)}
        self.streams.append(Stream(await self.session.get("/events", params=query)))
        return self.streams[-1]

    async def opens_and_reads_no_more(self, browser: Browser, page: str) -> asyncio.StreamWriter:
        """Open an event stream on a connection that keeps as little as it can, and leave it unread after its first event."""
        building, challenge = await self.hello()
        signed = browser.signs(open_bytes(building, page, challenge))
        query = urlencode({"id": page, "challenge": _plain(challenge), "signature": _plain(signed)})
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.setblocking(False)
        await asyncio.get_running_loop().sock_connect(narrow, ("127.0.0.1", self.port))
        reader, writer = await asyncio.open_connection(sock=narrow, ssl=self.context, server_hostname=NAME, limit=1024)
        writer.write(f"GET /events?{query} HTTP/1.1\r\nHost: {NAME}:{self.port}\r\n\r\n".encode())
        async with patient():
            while b"event: opened" not in await reader.readline():
                pass
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        return writer

    async def serial(self) -> int:
        """Give the number of the certificate that is shown now."""
        _, writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=self.context, server_hostname=NAME)
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.transport.abort()
        return x509.load_der_x509_certificate(shown).serial_number

    def renew(self) -> None:
        """Take another certificate of the same authority, as `handbell page certificate` does."""
        certified(self.tls, self.by)


def _plain(value: object) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def keyed() -> Browser:
    """Make a browser with a key, for which no line is needed."""
    return Browser(PagesLine())


@asynccontextmanager
async def served(folder: Path, alert: Path, desks: Path | None = None) -> AsyncIterator[Pages]:
    """Serve pages with a certificate of our own authority, in a task of its own. `desks`: the socket of desks in browsers, if any."""
    by = certified(folder / "tls")
    settings = Settings(
        Address("127.0.0.1", free_port()), folder / "tls", alert, desks=desks or folder / "no-desks.sock"
    )
    tasks = Tasks()
    tasks.start(serving(settings, bound(settings.listen)), name="pages process")
    context = ssl.create_default_context(cadata=pem(by.certificate).decode())
    connector = aiohttp.TCPConnector(resolver=ToLoopback(), ssl=context)
    base = f"https://{NAME}:{settings.listen.port}"
    async with aiohttp.ClientSession(base, connector=connector) as session:
        pages = Pages(session, settings.listen.port, settings.tls, context, by)
        yield pages
        for stream in pages.streams:
            stream.response.close()
    await tasks.stop()
