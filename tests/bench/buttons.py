"""Lean buttons: they send the real frames over real TCP, without lamps or retries, so that only the other end is timed."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from hardware.simulated.frames import (
    TO_BUTTON,
    Challenge,
    CheckIn,
    FrameReader,
    Hello,
    Pressed,
    Seen,
    Tell,
    encode,
    proof,
)

CONNECT_AT_ONCE = 32  # far fewer than the number of strangers that a source allows at a time
CHECK_IN_S = 60.0
RECEIPT_WAIT_S = 10.0
LEDGER = "0123456789abcdef" * 2
CONTACT = "help"
SEEN = encode(Seen())


def key_of(button: str) -> bytes:
    """Give a key for a pretend button. It is no secret: nothing but the bench ever meets it."""
    return f"the bench's key of {button}".ljust(32, ".").encode()


class Button(asyncio.Protocol):
    """One button. `receipts` gets the moment of each receipt (perf_counter seconds) by its count. All buttons share `order`, which gets
    their names as receipts come.
    """

    def __init__(self, name: str, order: list[str]) -> None:
        self.name = name
        self.counter = 0
        self.believed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._order = order
        self._reader = FrameReader(TO_BUTTON)
        self._transport: asyncio.Transport | None = None
        self._waiting: tuple[int, asyncio.Future[float]] | None = None
        self._lights: tuple[str, asyncio.Future[float]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        now_s = time.perf_counter()
        for each in self._reader.feed(data):
            if isinstance(each, Challenge):
                hello = Hello(self.name, LEDGER, proof(key_of(self.name), each.nonce, self.name, LEDGER))
                self.write(encode(hello) + encode(CheckIn({CONTACT: self.counter}, 5000)))
            elif isinstance(each, Tell):
                self._told(each.receipts.get(CONTACT, -1), now_s)
                self._lit(each.phase, now_s)
                self.write(SEEN)
            else:
                raise AssertionError(f"{self.name} was told {each}")

    def write(self, data: bytes) -> None:
        """Send these bytes unchanged."""
        assert self._transport is not None
        self._transport.write(data)

    def check_in(self) -> None:
        """Say that this button is alive."""
        self.write(encode(CheckIn({CONTACT: self.counter}, 5000)))

    def ready_press(self) -> tuple[bytes, asyncio.Future[float]]:
        """Count a press; gives its bytes, and a future for the moment of its receipt (perf_counter seconds)."""
        self.counter += 1
        receipt: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting = (self.counter, receipt)
        return encode(Pressed(CONTACT, self.counter, 0)), receipt

    async def press(self) -> float:
        """Press, and wait for the receipt; gives the seconds it took. Raises TimeoutError when none comes."""
        data, receipt = self.ready_press()
        began_s = time.perf_counter()
        self.write(data)
        return await asyncio.wait_for(receipt, RECEIPT_WAIT_S) - began_s

    def lights(self, phase: str) -> asyncio.Future[float]:
        """Give a future for the moment at which the lamp is told this phase (perf_counter seconds)."""
        self._lights = (phase, asyncio.get_running_loop().create_future())
        return self._lights[1]

    def _lit(self, phase: str, now_s: float) -> None:
        if self._lights is not None and self._lights[0] == phase:
            self._lights[1].set_result(now_s)
            self._lights = None

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _told(self, receipt: int, now_s: float) -> None:
        if not self.believed.done():
            self.believed.set_result(None)
        if self._waiting is not None and receipt >= self._waiting[0]:
            self._order.append(self.name)
            self._waiting[1].set_result(now_s)
            self._waiting = None


@asynccontextmanager
async def connected(port: int, names: Sequence[str], order: list[str] | None = None) -> AsyncIterator[list[Button]]:
    """Connect buttons of these names. The box believes each of them, and has told each its standing."""
    loop = asyncio.get_running_loop()
    order = [] if order is None else order
    buttons: list[Button] = []
    try:
        for some in itertools.batched(names, CONNECT_AT_ONCE, strict=False):
            made = [loop.create_connection(lambda name=name: Button(name, order), "127.0.0.1", port) for name in some]
            new = [button for _, button in await asyncio.gather(*made)]
            buttons += new
            async with asyncio.timeout(RECEIPT_WAIT_S):
                await asyncio.gather(*(button.believed for button in new))
        yield buttons
    finally:
        for button in buttons:
            button.close()


async def keep_checking_in(buttons: Sequence[Button]) -> None:
    """Let each check in once a minute, spread evenly, until cancelled."""
    for button in itertools.cycle(buttons):
        button.check_in()
        await asyncio.sleep(CHECK_IN_S / len(buttons))
