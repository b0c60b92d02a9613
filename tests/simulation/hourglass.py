"""An event loop whose time stands still while anything can run, and then jumps to the next timer. No sockets, no threads, no waiting.

Knows nothing of calls. To look at the world before time moves on, set `idle`.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from appliance.clock import BUILT_WALL_MS
from appliance.core.ground.moment import Moment
from tests.simulation.cables import Network


class VirtualLoop(asyncio.BaseEventLoop):
    """A loop with everything that asyncio offers but real file descriptors; connections run over `network`."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = self  # the base loop asks its selector how long it may sleep
        self._clock_resolution = 1e-9
        self._now_s = 0.0
        self.idle: Callable[[], None] = lambda: None
        self.network = Network(self)

    def time(self) -> float:
        return self._now_s

    def select(self, timeout: float | None) -> Sequence[Any]:
        """Nothing can run until the next timer: look at the world, then let time jump there."""
        if timeout is None:
            raise RuntimeError("nothing will ever happen again: everybody waits and no timer is set")
        if timeout > 0:
            self.idle()
            self._now_s = max(self._now_s, self._scheduled[0]._when)
        return ()

    def _process_events(self, event_list: Sequence[Any]) -> None:
        assert not event_list

    def _write_to_self(self) -> None:
        """Do nothing, as no call comes from another thread."""

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        """Run the function at once: there are no threads, and work that waits for a disk elsewhere takes no time here."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever asked
            done.set_exception(error)
        return done

    async def create_server(
        self, protocol_factory: Callable[[], Any], host: Any = None, port: Any = None, **_: Any
    ) -> Any:
        return self.network.listen(protocol_factory, port)

    async def create_connection(
        self, protocol_factory: Callable[[], Any], host: Any = None, port: Any = None, **_: Any
    ) -> Any:
        return await self.network.connect(protocol_factory, port)


class SimulatedClock:
    """`appliance.clock.Clock` of one box: monotonic since its start, and a wall clock that jumps when told to."""

    def __init__(self, loop: VirtualLoop, wall_ms: int) -> None:
        self._loop = loop
        self._wall_ms = wall_ms
        self._started_us = 0
        self.ahead_ms = 0

    def restart(self) -> None:
        """Start the box's clock: its monotonic clock begins at 0."""
        self._started_us = self._now_us()

    def set_wall(self, wall_ms: int) -> None:
        """Set the wall clock."""
        self.ahead_ms += wall_ms - self.now().wall_ms

    @property
    def trusted(self) -> bool:
        return self.now().wall_ms >= BUILT_WALL_MS

    def now(self) -> Moment:
        now_us = self._now_us()
        mono_ms, wall_ms = (now_us - self._started_us) // 1000, self._wall_ms + now_us // 1000 + self.ahead_ms
        if wall_ms < BUILT_WALL_MS:
            return Moment(mono_ms, wall_ms)
        local = datetime.fromtimestamp(wall_ms / 1000, UTC)
        return Moment(mono_ms, wall_ms, local.weekday() * 1440 + local.hour * 60 + local.minute)

    def _now_us(self) -> int:
        return round(self._loop.time() * 1_000_000)
