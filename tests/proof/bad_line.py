"""A cable that delays, loses and overtakes: frames carried by hand between a computer and the switch. Knows no protocol.

The kernel's own tool for it, netem, is missing in many kernels; two TAP cards and a timer are not.
"""

import asyncio
import contextlib
import os
import random
from collections.abc import Iterator

from tests.proof.lan import Computer, Lan

FRAME_BYTES_MAX = 2048  # an Ethernet frame has 1514; nothing here offloads more


class BadLine:
    """Each frame is delayed by something between `delay_s`, each on its own, so that some overtake others; or is lost by `lose`."""

    def __init__(self, delay_s: tuple[float, float], lose: float, seed: int) -> None:
        self.delay_s, self.lose = delay_s, lose
        self.carried = self.lost = 0
        self._dice = random.Random(seed)

    @contextlib.contextmanager
    def to(self, lan: Lan, name: str, address: str) -> Iterator[Computer]:
        """A computer at the end of it, while the loop of the test runs."""
        computer, here, there = lan.computer_on_taps(name, address)
        loop = asyncio.get_running_loop()
        loop.add_reader(here, self._carry, here, there)
        loop.add_reader(there, self._carry, there, here)
        try:
            yield computer
        finally:
            loop.remove_reader(here)
            loop.remove_reader(there)
            self.lose = 1.0  # what is still under way falls off: its card may be another's when its time has come

    def _carry(self, source: int, target: int) -> None:
        with contextlib.suppress(BlockingIOError):
            while frame := os.read(source, FRAME_BYTES_MAX):
                if self._dice.random() < self.lose:
                    self.lost += 1
                else:
                    asyncio.get_running_loop().call_later(
                        self._dice.uniform(*self.delay_s), self._arrive, target, frame
                    )

    def _arrive(self, target: int, frame: bytes) -> None:
        if self.lose < 1.0:
            self.carried += 1
            with contextlib.suppress(OSError):  # a card without carrier takes nothing, as a cable
                os.write(target, frame)
