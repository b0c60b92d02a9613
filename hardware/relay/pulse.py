"""Closes two relays in series together for a moment, and at no other time. Knows no plan, no incident and no panel.

If one relay sticks, or a board goes wrong, nothing is closed, since the other relay is open. Both are told to open when this begins,
after every pulse, and after every error.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Final

from hardware.errors import HardwareError
from hardware.relay.relay import Relay

PULSE_S_MAX: Final = 3.0
"""Our choice. A panel takes a contact for closed after 0.3 to 0.5 s. If it stays closed longer, the panel may take it for a fault, or
report it again.
"""
ANSWER_S: Final = (
    1.5  # A relay waits for its board for a second at most. A relay that takes half as long again does not answer.
)

log = logging.getLogger("handbell.relay")


class MayHaveClosed(HardwareError):
    """The pulse failed, and both relays may still have been closed, for an unknown time."""


class TwoInSeries:
    """Two relays in series, `first` and `second`: nothing is closed unless both are."""

    def __init__(self, first: Relay, second: Relay) -> None:
        self._relays = {"second": second, "first": first}  # in the order in which they are opened
        self._unsure = dict.fromkeys(self._relays, "it was not told to open yet")
        self._busy = asyncio.Lock()

    def stuck(self) -> str:
        """Say which relay may be closed although it must not be, and why. Empty if both are open, or if a pulse is going on."""
        return "" if self._busy.locked() else self._says()

    async def off(self) -> None:
        """Open both, as far as they can be told; a relay that cannot be told is `stuck`. Used at the start, at a reconnect and at the
        end. Cuts no pulse short.
        """
        async with self._busy:
            await self._open_both()

    async def look(self) -> None:
        """Read both. A relay that is closed, or may be, is told to open once it answers. Waits while a pulse is going on."""
        async with self._busy, asyncio.TaskGroup() as looking:
            for name in self._relays:
                looking.create_task(self._look_at(name))

    async def off_uninterrupted(self) -> None:
        """Do as `off`, and finish it, however often the caller is cancelled meanwhile."""
        await _uninterrupted(self.off())

    async def pulse(self, seconds: float) -> None:
        """Close both for so long, once. Then both are told to open, and a relay that does not is `stuck`. Raises HardwareError if nothing
        was closed, MayHaveClosed if nobody knows.
        """
        if not 0 < seconds <= PULSE_S_MAX:
            raise ValueError(f"a pulse of {seconds} s: it has more than none and at most {PULSE_S_MAX}")
        async with self._busy:
            self._unsure.update(dict.fromkeys(self._relays, "it was being closed"))
            try:
                await self._close_both(seconds)
            finally:
                # If the caller is cancelled here, it still opens both, before anything else.
                await _uninterrupted(self._open_both())

    async def _close_both(self, seconds: float) -> None:
        await self._close("first")
        loop = asyncio.get_running_loop()
        told_s = loop.time()  # from here on both may be closed, whatever the second relay answers
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
        """Open both at the same time, so that a relay that does not answer does not keep the other one closed for longer."""
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
        """Read one relay. A relay that does not answer is not told anything: a board that is gone must not hold up the others on its wire
        for longer.
        """
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
    """Finish `doing`, however often the caller is cancelled meanwhile; the caller is cancelled after that."""
    going = asyncio.get_running_loop().create_task(doing)
    cancelled: asyncio.CancelledError | None = None
    while not going.done():
        try:
            await asyncio.shield(going)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
