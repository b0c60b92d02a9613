"""Tests that a part which fails is named and begun again, later each time, and that it is well once it has run for a minute. The loop gives
the time.
"""

import asyncio
from collections.abc import Callable, Coroutine

import pytest

from appliance.core.ground.words import Cause
from appliance.kept_running import AGAIN_FIRST_S, AGAIN_MAX_S, WELL_AFTER_S, kept_running
from tests.simulation.hourglass import VirtualLoop

DOOR = Cause("part-failed", "door")


class Door:
    """A part that fails at once, `times` in all, and then runs on."""

    def __init__(self, times: int, error: type[BaseException] = ZeroDivisionError, runs_s: float = 0.0) -> None:
        self.began_s: list[float] = []
        self.said: list[tuple[float, Cause, str | None]] = []
        self._times, self._error, self._runs_s = times, error, runs_s

    async def run(self) -> None:
        self.began_s.append(asyncio.get_running_loop().time())
        await asyncio.sleep(self._runs_s)
        if len(self.began_s) <= self._times:
            raise self._error("a fault of ours")
        await asyncio.get_running_loop().create_future()

    def report(self, cause: Cause, why: str | None) -> None:
        self.said.append((asyncio.get_running_loop().time(), cause, why))

    async def kept_for(self, seconds: float) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(seconds):
                await kept_running("door", self.run, self.report)


def in_no_time(story: Callable[[], Coroutine[None, None, None]]) -> None:
    loop = VirtualLoop()
    try:
        loop.run_until_complete(story())
    finally:
        loop.close()


def test_a_part_that_runs_is_well_after_a_minute_also_where_an_earlier_run_had_failed() -> None:
    door = Door(times=0)
    in_no_time(lambda: door.kept_for(2 * WELL_AFTER_S))
    assert door.said == [(WELL_AFTER_S, DOOR, None)]


def test_a_part_that_fails_is_named_begun_again_and_well_once_it_has_held() -> None:
    door = Door(times=1)
    in_no_time(lambda: door.kept_for(3 * WELL_AFTER_S))
    (failed_s, failed, why), well = door.said
    assert (failed_s, failed, well) == (0.0, DOOR, (AGAIN_FIRST_S + WELL_AFTER_S, DOOR, None))
    assert why is not None
    assert "ZeroDivisionError" in why
    assert "Tell district IT" in why


def test_a_part_that_always_fails_is_begun_again_twice_as_late_each_time_and_no_later_than_that() -> None:
    door = Door(times=1000)
    in_no_time(lambda: door.kept_for(300))
    pauses = [later - sooner for sooner, later in zip(door.began_s, door.began_s[1:], strict=False)]
    assert pauses == [min(AGAIN_FIRST_S * 2**time, AGAIN_MAX_S) for time in range(len(pauses))]
    assert [why for _, _, why in door.said if why is None] == []


def test_a_part_that_fails_once_a_day_does_not_wait_for_what_was_long_ago() -> None:
    door = Door(times=5, runs_s=WELL_AFTER_S + 1)
    in_no_time(lambda: door.kept_for(330))
    pauses = [later - sooner - WELL_AFTER_S - 1 for sooner, later in zip(door.began_s, door.began_s[1:], strict=False)]
    assert pauses == [AGAIN_FIRST_S] * 5


def test_a_part_that_fails_as_it_is_ended_ends() -> None:
    ended: list[str] = []

    async def fails_late() -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            raise ZeroDivisionError("as it is ended")

    async def story() -> None:
        door = Door(times=0)
        task = asyncio.get_running_loop().create_task(kept_running("door", fails_late, door.report))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait({task})
        ended.append("cancelled" if task.cancelled() else "went on")
        assert door.said == []

    in_no_time(story)
    assert ended == ["cancelled"]
