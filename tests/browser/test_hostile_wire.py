"""Tests what the process of the pages says to clients that are no browser, or that lie: strange hosts and sites, replays, bodies and
headers without end, and clients that never finish. Whoever is honest is answered all the while.
"""

import asyncio
import contextlib
import os
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from tests.appliance.page.serving import NAME
from tests.browser.site import CARRIED, PAGE, Site
from tests.browser.speaking import Speaker, trusting
from tests.patience import patient

pytestmark = pytest.mark.slow


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with Site(tmp_path) as site:
        async with Speaker(site.page) as first:
            await first.is_answered()
        yield site


class Wire:
    """A client that sends any bytes at all, over TLS."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def sends(self, data: bytes) -> None:
        self.writer.write(data)
        with contextlib.suppress(ConnectionError):
            await self.writer.drain()

    async def answer(self) -> bytes:
        """Give everything until the other end hangs up; it must."""
        async with patient(30):
            with contextlib.suppress(ConnectionError):
                return await self.reader.read()
        return b""

    async def status(self) -> int:
        """Give the status of the next answer."""
        async with patient(30):
            return int((await self.reader.readline()).split()[1])


@contextlib.asynccontextmanager
async def wire(site: Site, of: str = "127.0.0.9") -> AsyncIterator[Wire]:
    """Connect as somebody at another address of this machine."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", site.page.port, ssl=trusting(site.page), server_hostname=NAME, local_addr=(of, 0)
    )
    try:
        yield Wire(reader, writer)
    finally:
        writer.transport.abort()


def request(site: Site, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """Write a request as a browser at our own page would; `headers` change it (`_` stands for `-`), and an empty one is left out."""
    given = {
        "Host": f"{NAME}:{site.page.port}",
        "Origin": f"https://{NAME}:{site.page.port}" if method == "POST" else "",
        "Content-Length": str(len(body)) if method == "POST" else "",
        "Connection": "close",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items() if value)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


HELLO = b'{"ask": "hello"}'


async def status_of(site: Site, raw: bytes) -> int:
    async with wire(site) as one:
        await one.sends(raw)
        return await one.status()


async def said_to(site: Site, raw: bytes, of: str) -> bytes:
    """Send this from that address, and give all that comes until the other end hangs up."""
    async with wire(site, of) as one:
        await one.sends(raw)
        return await one.answer()


async def test_only_our_own_pages_ask_and_only_by_a_name_of_the_certificate(site: Site) -> None:
    """DNS rebinding leads a stranger's name to our address; CSRF asks from a stranger's page; both are refused before anything is read."""
    rebound = f"evil.example:{site.page.port}"
    assert await status_of(site, request(site, "POST", "/ask", HELLO)) == 200
    assert await status_of(site, request(site, "GET", "/")) == 200
    for path in ("/", "/pair", "/events?id=B201-page", "/style.css"):
        assert await status_of(site, request(site, "GET", path, Host=rebound)) == 421, path
    refused = [
        request(site, "POST", "/ask", HELLO, Host=rebound),
        request(site, "POST", "/ask", HELLO, Host=rebound, Origin=f"https://{rebound}"),
        request(site, "POST", "/ask", HELLO, Host="127.0.0.1"),
    ]
    assert [await status_of(site, each) for each in refused] == [421] * 3
    strange = [
        request(site, "POST", "/ask", HELLO, Origin="https://evil.example"),
        request(site, "POST", "/ask", HELLO, Origin=""),
        request(site, "POST", "/ask", HELLO, Origin="null"),
        request(site, "POST", "/ask", HELLO, Origin=f"http://{NAME}:{site.page.port}"),
        request(site, "POST", "/ask", HELLO, Origin=f"https://{NAME}"),
        request(site, "POST", "/ask", HELLO, Sec_Fetch_Site="cross-site"),
        request(site, "POST", "/ask", HELLO, Sec_Fetch_Site="same-site"),
        request(site, "GET", "/events?id=B201-page", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="cors"),
        request(site, "GET", "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="iframe"),
    ]
    assert [await status_of(site, each) for each in strange] == [403] * len(strange)
    # two hosts, of which another server on the way might read the other one
    twice = request(site, "POST", "/ask", HELLO).replace(b"\r\nOrigin", f"\r\nHost: {rebound}\r\nOrigin".encode())
    assert await status_of(site, twice) in {400, 421}


async def test_every_answer_keeps_other_sites_out(site: Site) -> None:
    """Also those that refuse something: a page of an error is a page too."""
    asked = [
        *(
            request(site, "GET", path)
            for path in ("/", "/pair", "/room", "/no-such-page", "/../../etc/passwd", "/%2e%2e/x")
        ),
        request(site, "GET", "/", Host="evil.example"),
        request(site, "POST", "/ask", HELLO),
        request(site, "POST", "/ask", b"\xff{"),
        request(site, "DELETE", "/ask"),
    ]
    for raw in asked:
        async with wire(site) as one:
            await one.sends(raw)
            head = (await one.answer()).partition(b"\r\n\r\n")[0].decode().lower()
        wanted = ("frame-ancestors 'none'", "x-content-type-options: nosniff", "default-src 'none'", "no-referrer")
        assert [each for each in wanted if each not in head] == [], (raw, head)
        assert [each for each in ("set-cookie", "access-control-allow", "'unsafe", "root:") if each in head] == [], raw


@pytest.mark.proof
async def test_what_is_too_long_ends_that_connection_alone(site: Site) -> None:
    """Bodies, headers, addresses and counts of headers beyond the limits; a body that says another length than it has."""
    large = b'{"ask": "hello", "x": "' + b"x" * (1 << 20) + b'"}'
    longs = [
        request(site, "POST", "/ask", large),
        request(site, "POST", "/ask", b"", Content_Length=str(10**12)),
        request(site, "POST", "/ask", b"", Content_Length="-1"),
        request(site, "GET", "/" + "a" * 100_000),
        request(site, "GET", "/", X_Long="a" * 1_000_000),
        request(site, "GET", "/").replace(b"\r\n\r\n", b"\r\nX-Many: 1" * 20_000 + b"\r\n\r\n"),
        request(site, "POST", "/ask", b"", Content_Length="", Transfer_Encoding="chunked") + b"FFFFFFFFFFFFFFFF\r\n",
        b"\x00" * 100_000,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]
    async with Speaker(site.page) as honest:
        said = asyncio.gather(*(said_to(site, raw, f"127.0.1.{number + 1}") for number, raw in enumerate(longs)))
        while not said.done():
            await honest.hello()
            await asyncio.sleep(0.5)
        for raw, answer in zip(longs, said.result(), strict=True):
            assert not answer.startswith(b"HTTP/1.") or int(answer.split()[1]) >= 400, (raw[:60], answer[:60])
    deep = b'{"ask": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    odd = [
        b"",
        b"null",
        b"[]",
        b'{"ask": "act"}',
        b'{"ask": ["pair"]}',
        b'{"ask": "press"}',
        deep[: 1 << 16],
        b"\xff\xfe",
    ]
    async with Speaker(site.page, "127.0.2.1") as mad:
        answers = [msgspec.json.decode((await mad.says(each))[1]) for each in odd]
    assert [answer["code"] for answer in answers] == ["not-understood"] * len(odd)


async def test_a_recorded_request_counts_once_and_a_changed_one_never(site: Site) -> None:
    """Somebody who sees a whole request sends it again, from elsewhere, with each of its parts changed, and under another page's name."""
    desk = site.desk
    async with (
        Speaker(site.page) as room,
        Speaker(site.page, "127.0.0.2") as other,
        Speaker(site.page, "127.0.0.3") as thief,
    ):
        assert (await room.pairs(await site.code()))["page"] == PAGE
        assert (await other.pairs(await site.code(CARRIED)))["page"] == CARRIED
        await room.hello()
        press = room.made("assist")
        assert await room.asks("press", **press) == {"repeat": False}
        card = await desk.sees("B201")
        assert await thief.asks("press", **press) == {"repeat": True}
        await thief.hello()
        changed = {
            "page": CARRIED,
            "contact": "emergency",
            "counter": 2,
            "age_ms": 1,
            "ledger": os.urandom(8),
            "challenge": os.urandom(16),
            "signature": other.signs(b"something else"),
        }
        for name, value in changed.items():
            answer = await thief.asks("press", **{**press, name: value})
            assert answer["code"] == ("stale" if name == "challenge" else "not-its-browser"), name
        # the pairing of that browser, said again: the code is used up
        pairing = await thief.asks("pair", public_key=thief.public, proof=os.urandom(32))
        assert pairing["code"] == "not-paired"
        # its page, shown by somebody who only saw how it was opened
        with pytest.raises(AssertionError, match="not-its-browser"):
            thief.page = PAGE
            async with thief.stream():
                pass
        board = await desk.board()
        assert [(each.room, each.incident) for each in board.calls] == [("B201", card.incident)]
        assert (await other.presses())["repeat"] is False
        await desk.sees("B202")


@pytest.mark.proof
async def test_whoever_never_finishes_is_hung_up_on_and_keeps_nobody_else_out(site: Site) -> None:
    """Slow clients send half a handshake, a header, a body, or a byte at a time. A room pairs, opens and presses beside them."""
    desk = site.desk
    halves = [
        b"",
        b"GET / HT",
        request(site, "GET", "/")[:-2],
        request(site, "POST", "/ask", HELLO)[:-3],
        request(site, "POST", "/ask", b"", Content_Length="100000"),
    ]
    async with contextlib.AsyncExitStack() as stack, Speaker(site.page) as room:
        raw = [
            await asyncio.open_connection("127.0.0.1", site.page.port, local_addr=("127.0.0.8", 0)) for _ in range(3)
        ]  # these speak no TLS at all
        slow = [await stack.enter_async_context(wire(site)) for _ in range(2 * len(halves))]
        for one, half in zip(slow, halves * 2, strict=True):
            await one.sends(half)
        dripping = asyncio.get_running_loop().create_task(_drip(slow[1]))
        assert (await room.pairs(await site.code()))["page"] == PAGE
        async with room.stream() as events:
            await events.next()
            assert await room.presses("emergency") == {"repeat": False}
            await desk.shows("B201")
            await events.shows("received")
        await asyncio.gather(*(one.answer() for one in slow))
        for reader, writer in raw:
            async with patient(30):
                with contextlib.suppress(ConnectionError):
                    assert await reader.read() == b""
            writer.transport.abort()
        dripping.cancel()


async def _drip(one: Wire) -> None:
    while True:
        await one.sends(b"x")
        await asyncio.sleep(0.5)


async def test_old_tls_and_no_tls_are_refused(site: Site) -> None:
    """A client that offers TLS 1.1 at most, or speaks HTTP in clear, gets no word of ours."""
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await asyncio.open_connection("127.0.0.1", site.page.port, ssl=old, server_hostname=NAME)
    reader, writer = await asyncio.open_connection("127.0.0.1", site.page.port)
    writer.write(request(site, "GET", "/"))
    async with patient(30):
        with contextlib.suppress(ConnectionError):
            assert b"HTTP" not in await reader.read()
    writer.transport.abort()


async def test_one_address_that_asks_without_end_is_slowed_down_alone(site: Site) -> None:
    async with Speaker(site.page, "127.0.3.1") as greedy, Speaker(site.page) as honest:
        statuses = [(await greedy.says(HELLO))[0] for _ in range(200)]
        assert 429 in statuses
        await honest.hello()
