"""Runs twins of our ESPHome button in the bench's own process, with the real protocol, encrypted. Each notes when it
believed its receipt.
"""

import asyncio
import random
import time
from collections.abc import Sequence

from buttons import key_of

from hardware.esphome.twin.building import TwinBuilding
from hardware.esphome.twin.button import Told
from hardware.esphome.twin.line import TwinLine

RECEIPT_WAIT_S = 10.0
SERVED_WAIT_S = 30.0
CONTACT = "help"


class Twin(TwinLine):
    """One button. `told_s` is when the box last told it its standing (perf_counter seconds; 0: never yet)."""

    told_s = 0.0
    _receipt: asyncio.Future[float] | None = None

    def begin(self) -> asyncio.Future[float]:
        """Close the contact; gives a future for the moment when its receipt is believed."""
        self._receipt = asyncio.get_running_loop().create_future()
        self.board.press(CONTACT, self.now_ms())
        self.pump()
        return self._receipt

    async def press(self) -> float:
        """Press, and wait for the receipt; gives the seconds it took. Raises TimeoutError when none comes."""
        began_s = time.perf_counter()
        return await asyncio.wait_for(self.begin(), RECEIPT_WAIT_S) - began_s

    def told(self, told: Told) -> bool:
        believed = super().told(told)
        self.told_s = time.perf_counter()
        receipted = self.flash.receipted.get(CONTACT, 0) >= self.flash.counters[CONTACT]
        if self._receipt is not None and receipted and not self._receipt.done():
            self._receipt.set_result(self.told_s)
        return believed


class Twins(TwinBuilding):
    """Twins of these names, with the bench's keys."""

    def __init__(self, port: int, names: Sequence[str], *, dials: bool = True) -> None:
        super().__init__("127.0.0.1", port, {name: key_of(name) for name in names}, dials=dials)

    def all(self) -> list[Twin]:
        """Give each of the twins."""
        return [twin for twin in self._twins.values() if isinstance(twin, Twin)]

    async def all_told(self, since_s: float) -> None:
        """Wait until the box has told each twin its standing after that moment (perf_counter seconds)."""
        async with asyncio.timeout(SERVED_WAIT_S):
            while not all(twin.told_s > since_s for twin in self.all()):
                await asyncio.sleep(0.002)

    def _new_line(self, button: str, key: bytes | None, dice: random.Random) -> Twin:
        twin = self._twins[button] = Twin(button, key, self._new_flash(button), dice, self._lit)
        return twin
