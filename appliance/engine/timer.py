"""Runs one timer for everything that is due: it rings at the earliest deadline. Knows no board; asks when the next deadline is."""

import asyncio
from collections.abc import Callable

from appliance.clock import Clock

TIMER_MIN_S = 0.02  # deadlines are whole seconds; a deadline that stayed in the past must never spin the loop
# used if the next deadline cannot be found; deadlines are whole seconds, so none is noticed much later
LOOK_AGAIN_MS = 1000


class Timer:
    """`next_ms` gives the next deadline on the clock, None for none. `ring` is called when the deadline has come. `failed` gets the error
    if the deadline could not be found.
    """

    def __init__(
        self,
        clock: Clock,
        next_ms: Callable[[], int | None],
        ring: Callable[[], object],
        failed: Callable[[Exception], None],
    ) -> None:
        self._clock = clock
        self._next_ms = next_ms
        self._ring = ring
        self._failed = failed
        self._loop = asyncio.get_running_loop()
        self._handle: asyncio.TimerHandle | None = None
        self._at_ms: int | None = None
        self._blind_until_ms = 0

    def arm(self, also_ms: int | None) -> None:
        """Ring at the next deadline, or at `also_ms` where that is earlier."""
        try:
            deadline_ms = self._next_ms()
        except Exception as fault:  # noqa: BLE001 - it is raised as trouble, and looked for again by the clock
            deadline_ms = self._blindly(fault)
        if also_ms is not None:
            deadline_ms = also_ms if deadline_ms is None else min(also_ms, deadline_ms)
        if deadline_ms == self._at_ms:
            return
        if self._handle is not None:
            self._handle.cancel()
        self._at_ms = deadline_ms
        if deadline_ms is not None:
            in_s = max(TIMER_MIN_S, (deadline_ms - self._clock.now().mono_ms) / 1000)
            self._handle = self._loop.call_later(in_s, self._rings)

    def _blindly(self, fault: Exception) -> int:
        """Say when to look if nobody knows when anything is due: within LOOK_AGAIN_MS. Report the failure once for each such wait."""
        now_ms = self._clock.now().mono_ms
        if self._blind_until_ms <= now_ms:
            self._blind_until_ms = now_ms + LOOK_AGAIN_MS
            self._failed(fault)
        return self._blind_until_ms

    def _rings(self) -> None:
        self._at_ms = None
        self._ring()
