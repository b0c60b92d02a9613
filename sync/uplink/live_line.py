"""The live line: one held connection on which small deposits go as short messages. Opened once there is something small to send.

An hour of a call is a dozen deposits of one entry. By ordinary requests each costs two heads, a whole receipt, and after a minute's pause
a handshake of TLS; here it costs its sealed bytes and about 120 more. Where it is not there, or cannot be, the ordinary way is taken.
"""

import asyncio
import contextlib

import aiohttp

from appliance.envelope.deposit import Deposit, Deposited
from appliance.envelope.format import FormatError, split
from sync.live import Known, Last, fits, pack_deposit, unpack_answer
from sync.transport.line import ANSWER_WAIT_S, DistrictLine, Refusal, Unreachable, refusal

AGAIN_S = 60.0  # after a live line broke, or was refused: the ordinary way serves as well


class LiveLine:
    """Of one session. One deposit is on its way here at a time."""

    def __init__(self, line: DistrictLine) -> None:
        self._line = line
        self._wanted = asyncio.Event()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._known: Known | None = None
        self._answer: asyncio.Future[bytes] | None = None

    async def run(self) -> None:
        """Keep it open while it is wanted, for ever. That it breaks is no trouble: the ordinary way says what is."""
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
        """What the district answered; None where this deposit has to go another way. Raises Unreachable, and it may have been kept."""
        socket = self._socket
        self._wanted.set()
        if socket is None or self._answer is not None:
            return None
        if self._known is None:
            header = split(deposit.entries[0]).header
            self._known = Known(header.building, header.box)
        if not fits(deposit, self._known):
            return None
        known = self._known  # of this connection: what follows may be read when it has ended already
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
        async for message in socket:  # answers pings meanwhile
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
