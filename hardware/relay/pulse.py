"""Two relays in series that are closed together for a moment, and at no other time. Knows no plan, no incident and no panel.

One relay that sticks, or a board that goes mad, closes nothing: the other one is open. Both are told to open when this begins, after
every pulse, and after whatever went wrong.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Final

from hardware.errors import HardwareError
from hardware.relay.relay import Relay

PULSE_S_MAX: Final = 3.0
"""Ours. A panel takes a contact for closed after 0.3 to 0.5 s; what stays closed it may take for a fault, or report again."""
ANSWER_S: Final = (
    1.5  # a relay waits for its board a second at most; one that takes longer than half of that again does not answer
)

log = logging.getLogger("handbell.relay")


class MayHaveClosed(HardwareError):
    """It did not go as asked, and both may have been closed all the same, for whatever time."""


class TwoInSeries:
    """`first` and `second` are wired in series: nothing is closed unless both are."""

    def __init__(self, first: Relay, second: Relay) -> None:
        self._relays = {"second": second, "first": first}  # in the order in which they are opened
        self._unsure = dict.fromkeys(self._relays, "it was not told to open yet")
        self._busy = asyncio.Lock()

    def stuck(self) -> str:
        """Which of them may be closed though it must not be, and why; empty where both are open, or a pulse is on."""
        return "" if self._busy.locked() else self._says()

    async def off(self) -> None:
        """Open both, as far as they can be told; what cannot is `stuck`. At the start, at a reconnect, at the end. Cuts no pulse short."""
        async with self._busy:
            await self._open_both()

    async def look(self) -> None:
        """How both stand; what is closed, or may be, is told to open once it answers. Waits for a pulse that is on."""
        async with self._busy, asyncio.TaskGroup() as looking:
            for name in self._relays:
                looking.create_task(self._look_at(name))

    async def off_uninterrupted(self) -> None:
        """As `off`, to its end, however often whoever waits is cancelled meanwhile."""
        await _uninterrupted(self.off())

    async def pulse(self, seconds: float) -> None:
        """Close both for so long, once; then both are told to open, and one that does not is `stuck`. Raises HardwareError where nothing
        was closed, MayHaveClosed where nobody knows.
        """
        if not 0 < seconds <= PULSE_S_MAX:
            raise ValueError(f"a pulse of {seconds} s: it has more than none and at most {PULSE_S_MAX}")
        async with self._busy:
            self._unsure.update(dict.fromkeys(self._relays, "it was being closed"))
            try:
                await self._close_both(seconds)
            finally:
                # Whoever is cancelled here still opens them, before anything else.
                await _uninterrupted(self._open_both())

    async def _close_both(self, seconds: float) -> None:
        await self._close("first")
        loop = asyncio.get_running_loop()
        told_s = loop.time()  # from here on both may be closed, whatever the second answers
        try:
            await self._close("second")
        except HardwareError as error:
            raise MayHaveClosed(str(error)) from error
        await asyncio.sleep(min(seconds, told_s + PULSE_S_MAX - loop.time()))

    async def _close(self, name: str) -> None:
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._relays[name].throw(True)
        except TimeoutError:
            raise HardwareError(f"the {name} relay does not answer") from None
        except HardwareError as error:
            raise HardwareError(f"the {name} relay did not close: {error}") from error

    async def _open_both(self) -> None:
        """At once, so that one that does not answer keeps the other closed no longer."""
        async with asyncio.TaskGroup() as opening:
            for name in self._relays:
                opening.create_task(self._open(name))

    async def _open(self, name: str) -> None:
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._relays[name].throw(False)
        except (HardwareError, TimeoutError) as error:
            self._doubt(name, error)
        else:
            self._unsure.pop(name, None)

    async def _look_at(self, name: str) -> None:
        """One that does not answer is only asked: a board that is gone must not hold up the others on its wire for longer."""
        try:
            async with asyncio.timeout(ANSWER_S):
                closed = await self._relays[name].reads()
        except (HardwareError, TimeoutError) as error:
            self._doubt(name, error)
            return
        if closed or name in self._unsure:
            await self._open(name)

    def _doubt(self, name: str, error: Exception) -> None:
        why = str(error) or "it does not answer"
        if self._unsure.get(name) != why:
            log.info("the %s relay may be closed: %s", name, why)
        self._unsure[name] = why

    def _says(self) -> str:
        return "; ".join(f"the {name} relay may be closed: {why}" for name, why in self._unsure.items())


async def _uninterrupted(doing: Coroutine[object, object, None]) -> None:
    """Done to its end, however often whoever waits for it is cancelled meanwhile; then they are."""
    going = asyncio.get_running_loop().create_task(doing)
    cancelled: asyncio.CancelledError | None = None
    while not going.done():
        try:
            await asyncio.shield(going)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
