"""A cable that delays, loses and overtakes: it carries frames by hand between a computer and the switch. Knows no protocol.

The kernel's own tool for it, netem, is missing in many kernels; two TAP cards and a timer always exist.
"""

import asyncio
import contextlib
import os
import random
from collections.abc import Iterator

from tests.proof.lan import Computer, Lan

FRAME_BYTES_MAX = 2048  # an Ethernet frame has 1514 bytes, and no card here makes larger ones


class BadLine:
    """A bad line. It delays each frame by its own time within `delay_s`, so that some overtake others, and loses a frame with the chance
    `lose`.
    """

    def __init__(self, delay_s: tuple[float, float], lose: float, seed: int) -> None:
        self.delay_s, self.lose = delay_s, lose
        self.carried = self.lost = 0
        self._dice = random.Random(seed)

    @contextlib.contextmanager
    def to(self, lan: Lan, name: str, address: str) -> Iterator[Computer]:
        """Join a computer at the end of the line, while the loop of the test runs."""
        computer, here, there = lan.computer_on_taps(name, address)
        loop = asyncio.get_running_loop()
        loop.add_reader(here, self._carry, here, there)
        loop.add_reader(there, self._carry, there, here)
        try:
            yield computer
        finally:
            loop.remove_reader(here)
            loop.remove_reader(there)
            self.lose = 1.0  # lose the frames under way: when their time comes, their card may belong to another

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
            with contextlib.suppress(OSError):  # a card without carrier takes no frames, as a pulled cable
                os.write(target, frame)
