"""Serves the live line of a building: small deposits and their receipts, as messages on a held connection. Decides nothing itself.

Each message is taken as a deposit on the ordinary path is, in the same turns and transactions; only the way is shorter. So a revoked box is
shut out here just as soon as there.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import WebSocketError, WSCloseCode, WSMsgType, web

from appliance.envelope.deposit import Deposited, Refused
from appliance.envelope.format import FormatError
from sync.district.asked import Asked
from sync.district.district import District
from sync.district.naming import Why
from sync.district.peer import Peer
from sync.district.store import StoreUnavailable
from sync.district.tables.quota import OverQuota
from sync.live import MESSAGE_LEN_MAX, Known, Refusing, pack_answer, unpack_deposit
from sync.protocol import LIVE, LIVE_PING_S, RETRY_LATER, status_of

RETRY_AFTER_S = 2  # the same pause as on the ordinary path
CLOSED_WITHIN_S = 1.0  # the line may be dead, and the box already waits on its new one
SHUT_OUT = frozenset(
    {"revoked", "no-certificate", "not-yours"}
)  # nothing more is taken from such a box, so its line ends

log = logging.getLogger("handbell.district")

type Take = Callable[[District, Asked], Awaitable[Deposited | Refused | OverQuota]]


class LiveDoor:
    """All live lines of one server."""

    def __init__(self, district: District, take: Take) -> None:
        self._district = district
        self._take = take
        self._lines: dict[str, web.WebSocketResponse] = {}

    async def serve(self, request: web.Request, peer: Peer) -> web.StreamResponse:
        """Answer what comes until the box goes, or sends what cannot be read. A box has one live line: a new one takes the place of the old
        one.
        """
        line = web.WebSocketResponse(
            heartbeat=LIVE_PING_S, timeout=CLOSED_WITHIN_S, compress=False, max_msg_size=MESSAGE_LEN_MAX
        )
        await line.prepare(request)
        known = Known(peer.building, peer.box)
        before, self._lines[peer.who] = self._lines.get(peer.who), line
        try:
            if before is not None:
                await before.close(code=WSCloseCode.GOING_AWAY)
            async with asyncio.timeout(self._district.left_s(peer)):
                await self._answer_all(line, peer, known)
        except TimeoutError:
            log.info("the certificate on a live line has ended, and with it the line")
        finally:
            if self._lines.get(peer.who) is line:
                del self._lines[peer.who]
            await line.close(code=WSCloseCode.PROTOCOL_ERROR)
        return line

    async def _answer_all(self, line: web.WebSocketResponse, peer: Peer, known: Known) -> None:
        async for message in line:
            if isinstance(message.data, WebSocketError) and message.data.code == WSCloseCode.MESSAGE_TOO_BIG:
                self._district.naming.name(peer.who, Why.LONG_BODIES)
            if message.type is not WSMsgType.BINARY or not await self._answered(line, peer, known, message.data):
                break

    async def close(self) -> None:
        """Close all lines, because the server stops."""
        await asyncio.gather(*(line.close(code=WSCloseCode.GOING_AWAY) for line in list(self._lines.values())))

    async def _answered(self, line: web.WebSocketResponse, peer: Peer, known: Known, message: bytes) -> bool:
        """Answer a message, and give whether more may come. The answer is counted as other answers are."""
        began_s = asyncio.get_running_loop().time()
        try:
            deposit, last = unpack_deposit(message, known)
        except FormatError:
            self._district.metrics.answered("MESSAGE", LIVE, 400, 0)
            return False
        try:
            answer = _answer(await self._take(self._district, Asked(peer, {"lost_before": 0, "of": b""}, deposit)))
        except StoreUnavailable as wrong:
            log.warning("the store does not answer: %s", wrong)
            answer = Refusing(_BUSY, RETRY_AFTER_S)
        with suppress(ConnectionResetError):  # the box is gone; it asks again, and gets the same answer
            await line.send_bytes(pack_answer(answer, last, known))
        status = 200 if isinstance(answer, Deposited) else status_of(answer.refused.code)
        took_s = asyncio.get_running_loop().time() - began_s
        self._district.metrics.answered("MESSAGE", LIVE, status, took_s)
        return isinstance(answer, Deposited) or answer.refused.code not in SHUT_OUT


def _answer(given: Deposited | Refused | OverQuota) -> Deposited | Refusing:
    match given:
        case OverQuota():
            return Refusing(given.refused, given.retry_after_s)
        case Refused():
            return Refusing(given, RETRY_AFTER_S if given.code in RETRY_LATER else 0)
        case _:
            return given


_BUSY = Refused("busy", "The server's store does not answer at the moment. Nothing is lost; try again soon.")
