"""One timer for everything that is due: it rings at the earliest deadline there is. Knows no board; asks when the next deadline is."""

import asyncio
from collections.abc import Callable

from appliance.clock import Clock

TIMER_MIN_S = 0.02  # deadlines are whole seconds; one that stayed in the past must never spin the loop
LOOK_AGAIN_MS = (
    1000  # where the next deadline cannot be found; they are whole seconds, so that none is noticed much later
)


class Timer:
    """`next_ms` finds the next deadline on the clock, None for none. `ring` is called when it has come, `failed` with what kept it
    from being found."""

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
        """When to look where nobody knows when anything is due: soon, and never twice at once."""
        now_ms = self._clock.now().mono_ms
        if self._blind_until_ms <= now_ms:
            self._blind_until_ms = now_ms + LOOK_AGAIN_MS
            self._failed(fault)
        return self._blind_until_ms

    def _rings(self) -> None:
        self._at_ms = None
        self._ring()
