"""Tests a lamp on a relay: it does as it is told, is right again after its board lost power, and is said to work only when it was read
back.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest

from hardware.ports import Pattern, Sounding
from hardware.relay.flashing import GAP_S, Flash
from hardware.relay.sounder import RelaySounder
from hardware.relay.twin import TwinRelay
from tests.hardware.running import stays, until
from tests.patience import patient

pytestmark = pytest.mark.slow  # these tests run in real time: in `make test`, not in `make check`

LIT = Sounding(Pattern.HIGH, 1)
DARK = Sounding(None, 1)


@asynccontextmanager
async def running(sounder: RelaySounder) -> AsyncIterator[list[str | None]]:
    reports: list[str | None] = []
    async with asyncio.TaskGroup() as group:
        task = group.create_task(sounder.run(reports.append))
        yield reports
        task.cancel()


async def test_it_is_lit_until_told_otherwise() -> None:
    relay = TwinRelay()
    sounder = RelaySounder(relay)
    async with running(sounder) as reports:
        await until(lambda: reports == [None])
        sounder.sound(LIT)
        await until(lambda: relay.on)
        sounder.sound(DARK)
        await until(lambda: not relay.on)
    assert [each.on for each in relay.history] == [True, False]


async def test_what_was_told_before_it_ran_is_shown() -> None:
    relay = TwinRelay()
    sounder = RelaySounder(relay)
    sounder.sound(LIT)
    async with running(sounder):
        await until(lambda: relay.on)


async def test_one_that_an_earlier_run_left_on_is_put_out() -> None:
    relay = TwinRelay()
    relay.on = True
    async with running(RelaySounder(relay)) as reports:
        await until(lambda: reports == [None])
        assert not relay.on


async def test_it_is_left_off_at_the_end() -> None:
    relay = TwinRelay()
    sounder = RelaySounder(relay)
    async with running(sounder):
        sounder.sound(LIT)
        await until(lambda: relay.on)
    assert not relay.on
    assert relay.closed


async def test_a_board_that_lost_power_comes_back_right_and_is_told_of() -> None:
    relay, restarts = TwinRelay(), list[int]()
    sounder = RelaySounder(relay, restarted=lambda: restarts.append(1))
    sounder.sound(LIT)
    async with running(sounder) as reports:
        await until(lambda: reports == [None] and relay.on)
        relay.lose_power()
        assert not relay.on
        await until(lambda: relay.on)
        assert restarts == [1]
        assert reports == [None]


async def test_a_board_that_was_away_comes_back_right() -> None:
    relay = TwinRelay()
    sounder = RelaySounder(relay)
    sounder.sound(LIT)
    async with running(sounder) as reports:
        await until(lambda: relay.on)
        relay.lose_power()
        relay.why = "Board west-io does not answer. Check its power and its line."
        await until(lambda: reports == [None, relay.why])
        relay.why = ""
        await until(lambda: relay.on and reports[-1] is None)
        assert len(reports) == 3


async def test_a_throw_that_failed_is_no_board_that_lost_power() -> None:
    relay, restarts = TwinRelay(), list[int]()
    sounder = RelaySounder(relay, restarted=lambda: restarts.append(1))
    async with running(sounder) as reports:
        await until(lambda: reports == [None])
        relay.why = "noise"
        sounder.sound(LIT)
        await until(lambda: len(reports) == 2)
        relay.why = ""
        await until(lambda: relay.on and reports[-1] is None)
    assert restarts == []


async def test_one_odd_answer_throws_nothing() -> None:
    relay, restarts = TwinRelay(), list[int]()
    sounder = RelaySounder(relay, restarted=lambda: restarts.append(1))
    sounder.sound(LIT)
    async with running(sounder):
        await until(lambda: relay.on)
        relay.odd_answers = 1
        await until(lambda: relay.odd_answers == 0)
        assert await stays(lambda: relay.on, for_s=0.1)
    assert restarts == []
    assert [each.on for each in relay.history] == [True, False]


async def test_a_relay_that_stays_open_is_no_lamp_that_works() -> None:
    relay = TwinRelay()
    relay.stuck = True
    sounder = RelaySounder(relay)
    sounder.sound(LIT)
    async with running(sounder) as reports:
        await until(lambda: reports != [])
        assert "stands as before" in str(reports[0])
        relay.stuck = False
        await until(lambda: reports[-1] is None and relay.on)


async def test_practice_lights_it_only_where_planned() -> None:
    plain, drilled = TwinRelay(), TwinRelay()
    dark, lit = RelaySounder(plain), RelaySounder(drilled, drills=True)
    async with running(dark), running(lit):
        for sounder in (dark, lit):
            sounder.sound(Sounding(Pattern.DRILL, 1))
        await until(lambda: drilled.on)
        assert await stays(lambda: not plain.on, for_s=0.1)


async def test_in_a_lockdown_it_goes_dark_only_where_planned() -> None:
    hiding, shining = TwinRelay(), TwinRelay()
    dark, lit = RelaySounder(hiding, goes_dark=True), RelaySounder(shining)
    async with running(dark), running(lit):
        for sounder in (dark, lit):
            sounder.sound(LIT)
        await until(lambda: hiding.on and shining.on)
        for sounder in (dark, lit):
            sounder.sound(Sounding(Pattern.HIGH, 1, dark=True))
        await until(lambda: not hiding.on)
        assert await stays(lambda: shining.on, for_s=0.1)


async def test_it_flashes_and_told_the_same_again_begins_no_beat_anew() -> None:
    relay = TwinRelay()
    sounder = RelaySounder(relay, flash=Flash.FAST)
    async with running(sounder) as reports:
        sounder.sound(LIT)
        while len(relay.history) < 7:
            sounder.sound(LIT)
            await asyncio.sleep(0.03)
        assert reports == [None]
    began = [each.at_s for each in relay.history if each.on]
    assert all(after - before >= GAP_S for before, after in pairwise(began))


async def test_a_board_that_hangs_does_not_hold_up_the_end() -> None:
    class Hangs(TwinRelay):
        async def throw(self, on: bool) -> None:
            await asyncio.Event().wait()

    async with patient(), running(RelaySounder(Hangs())):
        await asyncio.sleep(0.05)
