"""Twins of our ESPHome button in the bench's own process, and when each believed its receipt. The real protocol, encrypted."""

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
    """One button. `told_s` is when it was told where it stands, last (perf_counter seconds; 0: never yet)."""

    told_s = 0.0
    _receipt: asyncio.Future[float] | None = None

    def begin(self) -> asyncio.Future[float]:
        """The contact closes; when its receipt is believed (perf_counter seconds)."""
        self._receipt = asyncio.get_running_loop().create_future()
        self.board.press(CONTACT, self.now_ms())
        self.pump()
        return self._receipt

    async def press(self) -> float:
        """Press, and wait for the receipt: seconds. Raises TimeoutError when none comes."""
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
        """Each of them."""
        return [twin for twin in self._twins.values() if isinstance(twin, Twin)]

    async def all_told(self, since_s: float) -> None:
        """Wait until each was told where it stands after that moment (perf_counter seconds)."""
        async with asyncio.timeout(SERVED_WAIT_S):
            while not all(twin.told_s > since_s for twin in self.all()):
                await asyncio.sleep(0.002)

    def _new_line(self, button: str, key: bytes | None, dice: random.Random) -> Twin:
        twin = self._twins[button] = Twin(button, key, self._new_flash(button), dice, self._lit)
        return twin
