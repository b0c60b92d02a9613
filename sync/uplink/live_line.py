"""The live line: sends small deposits as short messages on one held connection, which opens once there is something small to send.

An hour of a call makes a dozen deposits of one entry. As an ordinary request each costs two HTTP heads, a whole receipt and, after a
minute's pause, a TLS handshake. Here it costs its sealed bytes and about 120 more. Where there is no live line, or cannot be one, deposits
go the ordinary way.
"""

import asyncio
import contextlib

import aiohttp

from appliance.envelope.deposit import Deposit, Deposited
from appliance.envelope.format import FormatError, split
from sync.live import Known, Last, fits, pack_deposit, unpack_answer
from sync.transport.line import ANSWER_WAIT_S, DistrictLine, Refusal, Unreachable, refusal

AGAIN_S = 60.0  # the pause after a live line broke or was refused: the ordinary way serves as well
PINGS_AT_ONCE, PING_EVERY_S = 10, 5.0  # no server of ours pings more often: it does so every LIVE_PING_S


class LiveLine:
    """The live line of one session. Carries one deposit at a time."""

    def __init__(self, line: DistrictLine) -> None:
        self._line = line
        self._wanted = asyncio.Event()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._known: Known | None = None
        self._answer: asyncio.Future[bytes] | None = None

    async def run(self) -> None:
        """Keep the line open while it is wanted, for ever. A broken live line is no trouble by itself: the ordinary way reports what is
        wrong.
        """
        while True:
            await self._wanted.wait()
            with contextlib.suppress(Unreachable):
                async with self._line.live() as self._socket:
                    try:
                        await self._read(self._socket)
                    finally:
                        self._broke()
            await asyncio.sleep(AGAIN_S)
            self._wanted.clear()

    async def deposit(self, deposit: Deposit) -> Deposited | Refusal | None:
        """Give the district's answer; None where this deposit must go another way. Raises Unreachable; then the deposit
        may have been kept.
        """
        socket = self._socket
        self._wanted.set()
        if socket is None or self._answer is not None:
            return None
        if self._known is None:
            header = split(deposit.entries[0]).header
            self._known = Known(header.building, header.box)
        if not fits(deposit, self._known):
            return None
        known = self._known  # kept here, because the connection may have ended by the time its answer is read
        message, last = pack_deposit(deposit, known)
        self._answer = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(ANSWER_WAIT_S):
                await socket.send_bytes(message)
                return _understood(await self._answer, last, known)
        except TimeoutError as slow:
            raise Unreachable(f"The district's server did not answer within {ANSWER_WAIT_S:.0f} s.") from slow
        except (aiohttp.ClientError, OSError) as broken:
            raise Unreachable("The line to the district broke.") from broken
        finally:
            self._answer = None

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        began_s, pings = asyncio.get_running_loop().time(), 0
        async for message in socket:
            if message.type is aiohttp.WSMsgType.PING:
                pings += 1
                if pings > PINGS_AT_ONCE + (asyncio.get_running_loop().time() - began_s) / PING_EVERY_S:
                    return
                await socket.pong(message.data)
                continue
            if message.type is not aiohttp.WSMsgType.BINARY or self._answer is None or self._answer.done():
                return
            self._answer.set_result(message.data)

    def _broke(self) -> None:
        self._socket = self._known = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Unreachable("The line to the district broke."))


def _understood(message: bytes, last: Last, known: Known) -> Deposited | Refusal:
    try:
        answer = unpack_answer(message, last, known)
    except FormatError as wrong:
        raise Unreachable("Something answered in the district's place, and not as it does.") from wrong
    return answer if isinstance(answer, Deposited) else refusal(answer.refused, answer.retry_after_s)
