"""Speaks to the process of the pages as the program in a browser does: the same questions, signed by a key, over TLS. For what needs more
browsers than a machine can run, and for what no browser would send.

async with Speaker(site.page) as one:
        await one.pairs(await site.code())
        async with one.stream() as events:
            await one.presses("assist")
"""

import asyncio
import contextlib
import os
import ssl
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

import aiohttp
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from appliance.api.page.signed import code_key, open_bytes, pairing_proof, press_bytes
from tests.appliance.page.serving import NAME
from tests.browser.site import PageProcess
from tests.patience import patient

type Fields = dict[str, Any]


def trusting(pages: PageProcess) -> ssl.SSLContext:
    """Give what a client needs that trusts the authority of this box, and no other."""
    return ssl.create_default_context(cadata=pages.trusted.decode())


class Speaker:
    """One browser's program. `of`: the address of this machine from which it comes; all of 127.0.0.0/8 are."""

    def __init__(self, pages: PageProcess, of: str = "127.0.0.1") -> None:
        self.page = ""
        self.ledger = os.urandom(8)
        self.counter = 0
        self.building = self.challenge = b""
        self._trusted = trusting(pages)
        self._name = NAME
        self._at = f"https://127.0.0.1:{pages.port}"
        self._host = f"{NAME}:{pages.port}"
        self._of = of
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(local_addr=(self._of, 0), force_close=False),
            headers={"Host": self._host, "Origin": f"https://{self._host}", "Sec-Fetch-Site": "same-origin"},
            timeout=aiohttp.ClientTimeout(total=None),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    @property
    def public(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    # ---- what a browser asks

    async def says(self, body: bytes, **headers: str) -> tuple[int, bytes]:
        """Send this as a question; give the status and what came back."""
        async with self._session.post(
            f"{self._at}/ask", data=body, headers=headers, ssl=self._trusted, server_hostname=self._name
        ) as answer:
            return answer.status, await answer.read()

    async def asks(self, ask: str, **fields: object) -> Fields:
        """Ask, and give the answer; an answer with a `code` says why not."""
        _, answered = await self.says(msgspec.json.encode({"ask": ask, **fields}))
        answer: Fields = msgspec.json.decode(answered)
        return answer

    async def is_answered(self) -> None:
        """Wait until the box answers: the process of the pages and the daemon behind it."""
        async with patient():
            while True:
                with contextlib.suppress(aiohttp.ClientError, KeyError):
                    return await self.hello()
                await asyncio.sleep(0.05)

    async def hello(self) -> None:
        """Learn the building and the newest challenge."""
        told = await self.asks("hello")
        self.building, self.challenge = b64decode(told["building"]), b64decode(told["challenge"])

    async def pairs(self, code: str) -> Fields:
        """Pair with the page for which a desk shows this code."""
        await self.hello()
        key = await asyncio.to_thread(code_key, self.building, code)
        proof = pairing_proof(key, self.building, self.public)
        answer = await self.asks("pair", public_key=self.public, proof=proof)
        self.page = answer.get("page", "")
        return answer

    def made(self, contact: str, page: str | None = None, age_ms: int | None = 0) -> Fields:
        """Make the next press, signed with the newest challenge."""
        self.counter += 1
        page = self.page if page is None else page
        signed = press_bytes(self.building, page, contact, self.counter, age_ms, self.ledger, self.challenge)
        return {
            "page": page,
            "contact": contact,
            "counter": self.counter,
            "age_ms": age_ms,
            "ledger": self.ledger,
            "challenge": self.challenge,
            "signature": self.signs(signed),
        }

    async def presses(self, contact: str = "assist") -> Fields:
        return await self.asks("press", **self.made(contact))

    def signs(self, message: bytes) -> bytes:
        """Give r and s, 32 bytes each, as WebCrypto does."""
        r, s = decode_dss_signature(self._key.sign(message, ec.ECDSA(SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    @asynccontextmanager
    async def stream(self) -> AsyncIterator["Events"]:
        """Show the page of this browser: open its stream of events."""
        await self.hello()
        signature = self.signs(open_bytes(self.building, self.page, self.challenge))
        query = {
            "id": self.page,
            "challenge": b64encode(self.challenge).decode(),
            "signature": b64encode(signature).decode(),
        }
        async with self._session.get(
            f"{self._at}/events", params=query, ssl=self._trusted, server_hostname=self._name
        ) as answer:
            assert answer.status == 200, await answer.text()
            yield Events(answer, self)


class Events:
    """The stream of one browser, read one event after the other."""

    def __init__(self, answer: aiohttp.ClientResponse, of: Speaker) -> None:
        self._answer = answer
        self._of = of
        self.phases: list[str] = []

    async def next(self) -> tuple[str, Fields]:
        """Wait for the next event: its name and fields. Keeps the newest challenge. Raises EOFError when the stream is over."""
        name, fields = "", {}
        while line := await self._answer.content.readline():
            if line == b"\n" and name:
                self._keep(fields)
                return name, fields
            word, _, rest = line.decode().rstrip("\n").partition(": ")
            if word == "event":
                name = rest
            elif word == "data":
                fields = msgspec.json.decode(rest)
        raise EOFError("the stream is over")

    async def shows(self, phase: str) -> None:
        """Wait until the page was told this phase."""
        async with patient():
            while phase not in self.phases:
                await self.next()

    def cut(self) -> None:
        """Go away without a word."""
        self._answer.close()

    def _keep(self, fields: Fields) -> None:
        if "challenge" in fields:
            self._of.challenge = b64decode(fields["challenge"])
        state = fields.get("state", fields)
        if "phase" in state:
            self.phases.append(state["phase"])
