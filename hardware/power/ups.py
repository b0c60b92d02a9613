"""Asks NUT's upsd every two seconds how one supply is. Only reads; judges nothing, and knows no plan."""

import asyncio
from collections.abc import Callable

from hardware.errors import HardwareError
from hardware.power.address import Address
from hardware.power.codec import (
    SUPPLIES,
    VARIABLES_MAX,
    Begins,
    Ends,
    Garbled,
    Line,
    Listed,
    Reader,
    Refused,
    Said,
    SupplyState,
    supply_state,
    variables_of,
)

ASK_EVERY_S = 2.0  # A driver looks every 2 s, too. Together, on battery is shown within 5 s, as promised.
ANSWER_WITHIN_S = 2.0  # Three misses in a row are noticed within 10 s. upsd answers from memory, within milliseconds.
_CHUNK_BYTES = 4096

_WHY = {
    "DATA-STALE": "the UPS does not answer its driver. Check its data cable",
    "DRIVER-NOT-CONNECTED": "the driver of the UPS does not run. Check its data cable",
    "ACCESS-DENIED": "it may not be read from here. District IT allows it in upsd's settings",
}


class Ups:
    """One supply, asked over one connection that is made again when it breaks."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._line: _Line | None = None

    async def run(self, report: Callable[[SupplyState | str], None]) -> None:
        """Ask until cancelled. Each time, `report` is given what the supply says, or why it says nothing."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                next_s = loop.time() + ASK_EVERY_S
                report(await self._asked())
                await asyncio.sleep(next_s - loop.time())
        finally:
            self._hang_up()

    async def _asked(self) -> SupplyState | str:
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return await self._read()
        except TimeoutError:
            why = f"upsd gives no answer within {ANSWER_WITHIN_S:.0f} s"
        except OSError as error:
            why = str(error) if isinstance(error, HardwareError) else f"upsd does not answer: {error.strerror or error}"
        self._hang_up()
        return f"{self._address.host} port {self._address.port}: {why}."

    async def _read(self) -> SupplyState:
        """Ask once. Raises OSError, which includes HardwareError and TimeoutError."""
        if self._line is None:
            self._line = _Line(*await asyncio.open_connection(self._address.host, self._address.port))
        supply = self._address.supply
        try:
            variables = await self._line.listing(variables_of(supply), f"VAR {supply}")
        except _RefusedError as refused:
            if refused.code == "UNKNOWN-UPS":
                known = await self._line.listing(SUPPLIES, "UPS")
                raise HardwareError(_unknown(supply, [each.supply for each in known])) from None
            raise HardwareError(_WHY.get(refused.code, f"upsd refuses: {refused.code}")) from None
        return supply_state({each.variable: each.value for each in variables if each.supply == supply})

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


class _RefusedError(Exception):
    """upsd refused a question. Its connection goes on."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Line:
    """A connection with one question at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._bytes = reader
        self._writer = writer
        self._reader = Reader()

    async def listing(self, question: bytes, of: str) -> list[Listed]:
        """Ask, and return the complete list. Raises OSError and _RefusedError."""
        self._writer.write(question)
        listed: list[Listed] = []
        begun = False
        while True:
            for line in self._reader.feed(await self._heard()):
                match line:
                    case Listed() if begun and len(listed) < VARIABLES_MAX:
                        listed.append(line)
                    case Begins() if line.of == of and not begun:
                        begun = True
                    case Ends() if line.of == of and begun:
                        return listed
                    case Refused():
                        raise _RefusedError(line.code)
                    case Listed() | Begins() | Ends() | Said() | Garbled():
                        raise HardwareError(f"this is no answer of upsd, or not a complete one: {_shown(line)}")

    async def _heard(self) -> bytes:
        chunk = await self._bytes.read(_CHUNK_BYTES)
        if not chunk:
            raise HardwareError("upsd hung up")
        return chunk

    def close(self) -> None:
        """Let go of the connection."""
        self._writer.close()


def _shown(line: Line) -> str:
    return line.why if isinstance(line, Garbled) else f"{line!r:.80}"


def _unknown(supply: str, known: list[str]) -> str:
    have = ", ".join(repr(each) for each in known[:5]) or "none"  # as many as fit in a sentence
    return f"upsd knows no UPS {supply!r}; it has {have}. Correct 'ups' in the plan"
