"""Acts as a sounder without noise: it keeps what it was told to play and when, and can be told to fail. For tests and the demo."""

import asyncio
from collections.abc import Callable

import msgspec

from hardware.ports import Pattern, Sounding


class Played(msgspec.Struct, frozen=True):
    """What played from `at_s` on, by the loop's clock; None is silence."""

    at_s: float
    pattern: Pattern | None


class SimulatedSounder:
    """A silent sounder. `played` holds every change in order, `playing` the last of them."""

    def __init__(self) -> None:
        self.playing: Pattern | None = None
        self.played: list[Played] = []
        self._why: str | None = None
        self._changed = asyncio.Event()

    async def run(self, report: Callable[[str | None], None]) -> None:
        """Report at once, and again when it fails or works again."""
        while True:
            self._changed.clear()
            report(self._why)
            await self._changed.wait()

    def sound(self, sounding: Sounding) -> None:
        """Play this. The same again changes nothing."""
        if sounding.pattern != self.playing:
            self.playing = sounding.pattern
            self.played.append(Played(asyncio.get_running_loop().time(), sounding.pattern))

    def fail(self, why: str) -> None:
        """Let no sound come out from now on."""
        self._why = why
        self._changed.set()

    def mend(self) -> None:
        """Let sound come out again."""
        self._why = None
        self._changed.set()
