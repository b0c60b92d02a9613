"""The lies that a server with the district's own certificate may answer an uplink.

Each lie is a function, put before a district that tells the truth.

way.district.trick = LIES["a fork for ever"](way)
"""

import asyncio
import os
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from appliance.envelope.deposit import Deposit, Deposited, HeadTold, Held, Notices, Refused, Signed, Urgent
from appliance.envelope.format import split
from appliance.envelope.statements import Countersigned, Holding, Notice, NoticeType
from sync import protocol
from sync.live import REFUSED, Refusing
from sync.protocol import CertificateGiven, Tail
from tests.sync.small_district import Trick
from tests.sync.uplink.conftest import Way

type Answers = Callable[[web.Request], Awaitable[web.StreamResponse]]

SILENT_S = 25.0  # an uplink waits for two minutes, and meanwhile brings calls by the urgent lane
WILD = "\x1b]0;mine\x07\x1b[2J" + "x" * 4_000
EMPTY_SIGNED = b"\x93\xc4\x00\xc4\x00\xc4\x00"
JUNK_PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


def at(path: str, answers: Answers) -> Trick:
    """Answer so at one path, and truly at every other."""

    async def trick(request: web.Request) -> web.StreamResponse | None:
        return await answers(request) if path in {request.path, ""} else None

    return trick


def said(body: bytes, status: int = 200, **headers: str) -> web.Response:
    return web.Response(status=status, body=body, headers={"Content-Type": protocol.MSGPACK} | headers)


def always(body: bytes, status: int = 200, **headers: str) -> Answers:
    async def answers(request: web.Request) -> web.StreamResponse:
        await request.read()
        return said(body, status, **headers)

    return answers


def refusing(code: str, says: str = "No.", **headers: str) -> Callable[[Way], Trick]:
    """Refuse every deposit, by either lane."""

    def lie(_: Way) -> Trick:
        answers = always(protocol.encode(Refused(code, says)), protocol.status_of(code), **headers)

        async def trick(request: web.Request) -> web.StreamResponse | None:
            return await answers(request) if request.path in {protocol.DEPOSITS, protocol.URGENT} else None

        return trick

    return lie


def head(**said_of_it: object) -> Callable[[Way], Trick]:
    told = {"state": "ok", "epoch": bytes(16), "number": 0, "digest": bytes(32)} | said_of_it
    return lambda _: at(protocol.HEAD, always(msgspec.msgpack.encode(told)))


# ---- receipts ----------------------------------------------------------------------------------------------------------------
def false_receipts(way: Way) -> Trick:
    """Sign with the key that counts, but falsely: for more than was sent, for other bytes, and for another box, in turn."""
    turn = 0

    async def answers(request: web.Request) -> web.StreamResponse:
        nonlocal turn
        turn += 1
        last = split(protocol.decode(Deposit, await request.read()).entries[-1]).header
        number, digest, box = [
            (last.number + 1_000, os.urandom(32), last.box),
            (last.number, os.urandom(32), last.box),
            (last.number, os.urandom(32), os.urandom(16)),
        ][turn % 3]
        claims = Countersigned(last.building, box, last.epoch, 1, number, digest, 2**62)
        return said(protocol.encode(Deposited(way.district.signed(claims.pack()), way.district.head())))

    return at(protocol.DEPOSITS, answers)


def false_holdings(way: Way) -> Trick:
    async def answers(request: web.Request) -> web.StreamResponse:
        sent = [split(each).header for each in protocol.decode(Urgent, await request.read()).entries]
        claims = [Holding(each.building, each.box, each.epoch, each.number, os.urandom(32), 1) for each in sent]
        return said(protocol.encode(Held(tuple(way.district.signed(each.pack()) for each in claims))))

    return at(protocol.URGENT, answers)


def forgets(way: Way) -> Trick:
    """Sign truly, then say at the next question that nothing is there, and break off."""

    async def trick(request: web.Request) -> web.StreamResponse | None:
        if request.path == protocol.HEAD:
            way.district.loses_after(0)
        if request.path == protocol.NOTICES:
            await asyncio.sleep(0.5)
            return breaks_off(request)
        return None

    return trick


def breaks_off(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


# ---- notices -----------------------------------------------------------------------------------------------------------------
def rising_notices(_: Way) -> Trick:
    asked = 0

    async def answers(_: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        return said(protocol.encode(Notices((), (), asked)))

    return at(protocol.NOTICES, answers)


def replayed_notices(way: Way) -> Trick:
    """Send the longest true notices again and again, each time as if they were new."""
    notice = way.district.signed(Notice(way.box.record.building, NoticeType.RECIPIENTS, 1, bytes(256 * 1024)).pack())
    asked = 0

    async def answers(_: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += 50
        return said(protocol.encode(Notices((notice,) * 25, (), asked)))

    return at(protocol.NOTICES, answers)


def made_up_notices(_: Way) -> Trick:
    asked = 0

    async def answers(_: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        made_up = tuple(Signed(os.urandom(200), os.urandom(32), os.urandom(64)) for _ in range(100))
        return said(protocol.encode(Notices(made_up, made_up, asked)))

    return at(protocol.NOTICES, answers)


# ---- the live line, tails, certificates ------------------------------------------------------------------------------------------
def pinging(_: Way) -> Trick:
    async def answers(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        while not socket.closed:
            await socket.ping(b"?" * 100)
            await asyncio.sleep(0)
        return socket

    return at(protocol.LIVE, answers)


def live_refusals(_: Way) -> Trick:
    async def answers(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for _ in socket:
            await socket.send_bytes(bytes([REFUSED]) + msgspec.msgpack.encode(Refusing(Refused("too-large", WILD), 0)))
        return socket

    return at(protocol.LIVE, answers)


def parted(way: Way) -> Trick:
    """Say that the histories part, and show entries that nobody wrote, one at a time."""

    async def trick(request: web.Request) -> web.StreamResponse | None:
        if request.path == protocol.HEAD:
            return said(protocol.encode(HeadTold("ok", bytes(16), way.box.record.head + 50, os.urandom(32))))
        if request.path == protocol.ENTRIES:
            return said(protocol.encode(Tail((os.urandom(800),), more=True)))
        return None

    return trick


def certificates(_: Way) -> Trick:
    """Ask for another certificate for ever, and give one with a chain that no TLS accepts."""

    async def trick(request: web.Request) -> web.StreamResponse | None:
        if request.path == protocol.RENEWAL:
            given = CertificateGiven(JUNK_PEM, JUNK_PEM, ())
            return web.Response(body=msgspec.json.encode(given), content_type=protocol.JSON)
        return said(protocol.encode(Refused("no-certificate", WILD)), 401)

    return trick


def many_nothings(_: Way) -> Trick:
    """Send eight megabytes of the shortest items there are, wherever a list is expected."""
    count = 1_150_000
    many = msgspec.Raw(b"\xdd" + count.to_bytes(4) + EMPTY_SIGNED * count)
    bodies = {
        protocol.NOTICES: msgspec.msgpack.encode({"notices": many, "opened": (), "after": 1}),
        protocol.URGENT: msgspec.msgpack.encode({"receipts": many}),
        protocol.DEPOSITS: msgspec.msgpack.encode({"receipt": many, "head": many}),
    }

    async def trick(request: web.Request) -> web.StreamResponse | None:
        await request.read()
        return said(bodies[request.path]) if request.path in bodies else None

    return trick


def silent(_: Way) -> Trick:
    async def answers(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(SILENT_S)
        return breaks_off(request)

    return at(protocol.DEPOSITS, answers)


def broken(_: Way) -> Trick:
    async def answers(request: web.Request) -> web.StreamResponse:
        return breaks_off(request)

    return at("", answers)


LIES: dict[str, Callable[[Way], Trick]] = {
    "too large for ever": refusing("too-large"),
    "busy for ever, ask at once": refusing("busy", **{"Retry-After": "0"}),
    "busy for ever, ask in a second": refusing("busy", **{"Retry-After": "1"}),
    "enough for half a minute, for ever": refusing("quota", WILD, **{"Retry-After": "30"}),
    "too slow for ever": refusing("too-slow"),
    "a fork for ever": refusing("fork"),
    "out of order for ever": refusing("out-of-order", WILD),
    "a code nobody knows": refusing(WILD[:40], WILD),
    "a head below nothing": head(number=-(2**63)),
    "a head beyond every number": head(number=2**64 - 1),
    "a head of another history": head(number=30, digest=bytes(32)),
    "a head in a state nobody knows": head(state=WILD),
    "a head with very many held": head(held=msgspec.Raw(b"\xdd" + (8_000_000).to_bytes(4) + b"\x01" * 8_000_000)),
    "receipts for something else": false_receipts,
    "holding receipts for something else": false_holdings,
    "signs, forgets and breaks off": forgets,
    "notices whose place rises": rising_notices,
    "notices again and again": replayed_notices,
    "notices that nobody signed": made_up_notices,
    "pings without pause": pinging,
    "no, by the live line": live_refusals,
    "entries that nobody wrote": parted,
    "another certificate, please": certificates,
    "very many nothings": many_nothings,
    "silence": silent,
    "broken off at once": broken,
    "pages of somebody else": lambda _: at("", always(b"<html>Welcome!</html>" * 100_000)),
}
