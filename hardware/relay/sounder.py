"""Runs a lamp, horn or other output on a relay, as a sounder: keeps it as it was told, and reads it back each second. Knows no call and
no wire.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from hardware.errors import HardwareError
from hardware.ports import Sounding
from hardware.relay.flashing import Flash, Flasher, shows
from hardware.relay.relay import Relay
from hardware.sound.reports import Reports

LOOK_EVERY_S = 1.0  # A board that lost power forgets what it was told. It is right again within 2 s.
TRY_AGAIN_S = 1.0
# The same time as for a line that is missing. At a start, a line is open within this time, and a lamp that works is no trouble.
SAID_AFTER_S = 2.0
OFF_WITHIN_S = 1.0  # At the end, a board that does not answer must not hold up whoever stops the box.

log = logging.getLogger("handbell.relay")


class RelaySounder:
    """One output as a sounder: what it was told holds until it is told something else.

    `drills`: it is on in practice, too. `goes_dark`: it is off while the building hides. `restarted` is called when the relay was in
    another state than told, twice in a row, and was set again: its board lost power, or somebody else switches it.
    """

    def __init__(
        self,
        relay: Relay,
        *,
        flash: Flash = Flash.STEADY,
        drills: bool = False,
        goes_dark: bool = False,
        restarted: Callable[[], None] = lambda: None,
    ) -> None:
        self._relay = relay
        self._flasher = Flasher(flash)
        self._drills = drills
        self._goes_dark = goes_dark
        self._restarted = restarted
        self._shown = False
        self._told: bool | None = None
        self._fails_since_s: float | None = None
        self._changed = asyncio.Event()

    def sound(self, sounding: Sounding) -> None:
        """Set what is shown."""
        hidden = sounding.dark and self._goes_dark
        self._shown = shows(sounding.pattern, drills=self._drills) and not hidden
        self._changed.set()

    async def run(self, report: Callable[[str | None], None]) -> None:
        """Keep the output as told until cancelled, then leave it off. Reports that it works only once the relay was read back, and that
        it does not only once it failed for some seconds.
        """
        reports = Reports(report)
        try:
            while True:
                try:
                    await self._hold(reports)
                except HardwareError as error:
                    if self._has_failed_long(asyncio.get_running_loop().time()):
                        reports.say(str(error))
                await asyncio.sleep(TRY_AGAIN_S)
        finally:
            await self._leave_off()

    async def _hold(self, reports: Reports) -> None:
        """Keep it as told until that fails with HardwareError."""
        clock = asyncio.get_running_loop().time
        while True:
            self._changed.clear()
            if await self._threw(self._flasher.at(clock(), shown=self._shown)):
                self._flasher.lit_up(clock())
            self._fails_since_s = None
            reports.say(None)
            now_s = clock()
            next_s = self._flasher.next_s(now_s, shown=self._shown)
            await self._changed_within(LOOK_EVERY_S if next_s is None else min(LOOK_EVERY_S, next_s - now_s))

    def _has_failed_long(self, now_s: float) -> bool:
        if self._fails_since_s is None:
            self._fails_since_s = now_s
        return now_s - self._fails_since_s >= SAID_AFTER_S

    async def _threw(self, on: bool) -> bool:
        """Make the relay so, and return whether that lit it. Raises HardwareError. A change is switched before anything is read: a board
        that we no longer hear may still hear us, and put a lamp out.
        """
        if on is not self._told:
            await self._relay.throw(on)
            self._told = on
            return on
        if await self._relay.reads() is on or await self._relay.reads() is on:
            return False
        self._restarted()
        await self._relay.throw(on)
        return on

    async def _changed_within(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    async def _leave_off(self) -> None:
        try:
            try:
                async with asyncio.timeout(OFF_WITHIN_S):
                    await self._relay.throw(False)
            finally:
                self._relay.close()
        except (HardwareError, TimeoutError) as error:
            log.warning("a relay could not be left off: %s", error)
