"""Does to the district's server what a mad box, or strangers, may do.

It is a process of its own, and does one kind again and again until it is killed.

python tests/proof/mad_at_doors.py KIND SPEC

SPEC is a `Spec` in JSON. It prints "there" once it does it.
"""

import asyncio
import itertools
import os
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope.deposit import URGENT_WRAPS_MAX, WRAPS_MAX, Deposit, Wrap
from appliance.envelope.statements import renewal_statement
from sync import protocol
from sync.live import Known, pack_deposit
from tests.sync.district.building import Box
from tests.sync.district.serving import certificate_request

ADDRESS = "127.0.0.2"  # no honest building and no office has this address
AT_ONCE = 6  # as many bodies as one certificate may bring at once
AGAIN_S = 0.05  # the pause after something broke
LARGE_LEN = 64 * 1024 + 16  # the length of an entry: a hundred of them fill an answer


class Spec(msgspec.Struct, frozen=True):
    """Whose certificate it has, and which server it goes to. Ids and key are in hex."""

    port: int
    authority: str
    certificate: str
    building: str
    box: str
    device_key: str


class Mad:
    """The ids and keys of a box, in the wrong hands."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.url = f"https://127.0.0.1:{spec.port}"
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(spec.device_key))
        self.box = Box(bytes.fromhex(spec.building), bytes.fromhex(spec.box), key=key)

    def context(self, *, stranger: bool = False) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.spec.authority)
        if not stranger:
            context.load_cert_chain(self.spec.certificate)
        return context

    @asynccontextmanager
    async def session(self) -> AsyncIterator[aiohttp.ClientSession]:
        connector = aiohttp.TCPConnector(ssl=self.context(), limit=0, local_addr=(ADDRESS, 0))
        async with aiohttp.ClientSession(self.url, connector=connector) as session:
            yield session

    async def line(self, *, stranger: bool = False) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection for raw bytes. Its small buffer keeps the kernel from taking an answer in advance for a reader that does not
        read.
        """
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.setblocking(False)
        sock.bind((ADDRESS, 0))
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", self.spec.port))
        context = self.context(stranger=stranger)
        return await asyncio.open_connection(sock=sock, ssl=context, server_hostname="localhost", limit=1024)


def request(method: str, target: str, body: bytes | None = None) -> bytes:
    says = "" if body is None else f"Content-Length: {len(body)}\r\n"
    return f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n{says}\r\n".encode() + (body or b"")


async def again(act: Callable[[], Awaitable[object]]) -> None:
    """Do this for ever, whatever becomes of it."""
    while True:
        with suppress(OSError, aiohttp.ClientError, asyncio.IncompleteReadError, TimeoutError):
            await act()
        await asyncio.sleep(AGAIN_S)


async def at_once(count: int, act: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(again(act))


async def posted(session: aiohttp.ClientSession, path: str, body: bytes) -> int:
    async with session.post(path, data=body, headers={"Content-Type": protocol.MSGPACK}) as answer:
        await answer.read()
        return answer.status


# ---- kinds -------------------------------------------------------------------------------------------------------------------
async def slow_readers(mad: Mad, there: Callable[[], None]) -> None:
    """Forty connections ask for the longest answer there is, and do not read it."""
    mad.box.write(120, body_len=LARGE_LEN)
    async with mad.session() as session:
        for first in range(1, 121, 60):
            assert await posted(session, protocol.DEPOSITS, protocol.encode(mad.box.deposit(first, first + 59))) == 200

    async def asks() -> None:
        _, writer = await mad.line()
        try:
            writer.transport.pause_reading()
            writer.write(request("GET", protocol.ENTRIES))
            await asyncio.sleep(60)
        finally:
            writer.transport.abort()

    there()
    await at_once(40, asks)


async def polls(mad: Mad, there: Callable[[], None]) -> None:
    """Ask fifteen hundred questions that are held, all at once."""
    there()
    async with mad.session() as session:

        async def asks() -> None:
            async with session.get(f"{protocol.NOTICES}?wait_s=60") as answer:
                await answer.read()

        await at_once(1500, asks)


async def connections(mad: Mad, there: Callable[[], None]) -> None:
    """Open a thousand connections that say nothing."""

    async def opens() -> None:
        reader, writer = await mad.line()
        try:
            await reader.read(1)
        finally:
            writer.transport.abort()

    there()
    await at_once(1000, opens)


async def dripping(mad: Mad, there: Callable[[], None]) -> None:
    """Send bodies a byte a second, on both lanes."""

    async def drips(path: str) -> None:
        _, writer = await mad.line()
        try:
            writer.write(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
            for _ in range(1000):
                writer.write(b"1\r\n\x93\r\n")
                await writer.drain()
                await asyncio.sleep(1)
        finally:
            writer.transport.abort()

    there()
    async with asyncio.TaskGroup() as group:
        for path in (protocol.URGENT, protocol.DEPOSITS):
            group.create_task(at_once(AT_ONCE, lambda path=path: drips(path)))


async def known_urgent(mad: Mad, there: Callable[[], None]) -> None:
    """Send the same call again and again, with as many wraps as are taken."""
    mad.box.write(128)
    wraps = tuple(Wrap(at % 128 + 1, bytes(16), 1, at.to_bytes(32), bytes(1000)) for at in range(URGENT_WRAPS_MAX))
    body = protocol.encode(mad.box.urgent(*range(1, 129), wraps=wraps))
    there()
    async with mad.session() as session:
        await at_once(AT_ONCE, lambda: posted(session, protocol.URGENT, body))


async def new_urgent(mad: Mad, there: Callable[[], None]) -> None:
    """Send new entries without end by the urgent lane, as many at once as are taken."""
    mad.box.write(20_000)
    firsts = itertools.count(1, 128)
    there()
    async with mad.session() as session:

        async def sends() -> None:
            first = next(firsts)
            if first < 19_000:
                await posted(session, protocol.URGENT, protocol.encode(mad.box.urgent(*range(first, first + 128))))

        await at_once(AT_ONCE, sends)


async def known_wraps(mad: Mad, there: Callable[[], None]) -> None:
    """Send the same deposit again and again, with other wraps each time."""
    mad.box.write(500)
    rounds = itertools.count()
    there()
    async with mad.session() as session:

        async def sends() -> None:
            turn = next(rounds).to_bytes(16)
            wraps = tuple(Wrap(at % 500 + 1, turn, 1, at.to_bytes(32), turn) for at in range(WRAPS_MAX))
            await posted(session, protocol.DEPOSITS, protocol.encode(mad.box.deposit(1, 500, wraps)))

        await at_once(AT_ONCE, sends)


async def tiny_wraps(mad: Mad, there: Callable[[], None]) -> None:
    """Send eight mebibytes of the smallest wraps there are."""
    body = msgspec.msgpack.encode(("deposit-1", (), ((1, b"", 1, b"", b""),) * 900_000))
    there()
    async with mad.session() as session:
        await at_once(AT_ONCE, lambda: posted(session, protocol.DEPOSITS, body))


async def backlog(mad: Mad, there: Callable[[], None]) -> None:
    """Send an endless backlog, which is an honest thing to do: deposits of five hundred entries, six at once, in any order."""
    mad.box.write(30_000)
    bodies = [protocol.encode(mad.box.deposit(first, first + 499)) for first in range(1, 29_502, 500)]
    turns = itertools.cycle(bodies)
    there()
    async with mad.session() as session:
        await at_once(AT_ONCE, lambda: posted(session, protocol.DEPOSITS, next(turns)))


async def heads(mad: Mad, there: Callable[[], None]) -> None:
    """Ask small questions without a pause."""
    there()
    async with mad.session() as session:

        async def asks() -> None:
            for _ in range(100):
                async with session.get(protocol.HEAD) as answer:
                    await answer.read()

        await at_once(56, asks)


async def messages(mad: Mad, there: Callable[[], None]) -> None:
    """Open live lines and send messages on them without waiting for an answer."""
    mad.box.write(32)
    there()
    async with mad.session() as session:

        async def sends() -> None:
            async with session.ws_connect(protocol.LIVE) as line:
                message, _ = pack_deposit(Deposit(tuple(mad.box.chain), ()), Known(mad.box.building, mad.box.box))
                for _ in range(1000):
                    await line.send_bytes(message)

        await at_once(1, sends)


async def strangers(mad: Mad, there: Callable[[], None]) -> None:
    """Come without a certificate: with bodies that do not go on, connections that say nothing, and the same renewal again and again."""
    _, csr = certificate_request()
    signature = mad.box.key.sign(renewal_statement(csr, mad.box.building, mad.box.box)).hex()
    ids = (mad.box.building.hex(), mad.box.box.hex())
    renewal = msgspec.json.encode(protocol.RenewalAsked(csr, *ids, signature))

    async def says(what: bytes) -> None:
        reader, writer = await mad.line(stranger=True)
        try:
            writer.write(what)
            while await reader.read(1024):
                pass
        finally:
            writer.transport.abort()

    there()
    unfinished = request("POST", protocol.ENROLMENT, bytes(16_000))[:-1]
    async with asyncio.TaskGroup() as group:
        group.create_task(at_once(64, lambda: says(unfinished)))
        group.create_task(at_once(200, lambda: says(b"")))
        group.create_task(at_once(8, lambda: says(request("POST", protocol.RENEWAL, renewal))))


KINDS = {
    each.__name__: each
    for each in (
        slow_readers, polls, connections, dripping, known_urgent, new_urgent, known_wraps, tiny_wraps, backlog, heads, messages,
        strangers,
    )
}  # fmt: skip


async def main(kind: str, spec: Path) -> None:
    os.nice(19)  # its own work is not measured
    await KINDS[kind](Mad(msgspec.json.decode(spec.read_bytes(), type=Spec)), lambda: print("there", flush=True))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
