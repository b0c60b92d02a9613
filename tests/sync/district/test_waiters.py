"""Tests waiting and waking, and the room for bodies: pure asyncio, no store."""

import asyncio
from contextlib import ExitStack
from functools import partial

import pytest

from appliance.envelope.statements import EVERY_BUILDING
from sync.district.budget import Budget, OverBudget
from sync.district.metrics import Metrics
from sync.district.shares import OverShare, Shares, Slots
from sync.district.waiters import URGENT, Waiters
from tests.patience import patient


class Things:
    """What is asked: empty until something is put on it."""

    def __init__(self) -> None:
        self.things: list[str] = []

    async def ask(self) -> list[str]:
        return list(self.things)


async def test_who_waits_is_woken_by_what_is_for_them_and_nothing_else() -> None:
    waiters, things = Waiters(), Things()
    async with asyncio.TaskGroup() as tasks:
        one = tasks.create_task(waiters.until(b"one", 30, things.ask, bool))
        await asyncio.sleep(0)
        waiters.wake(b"two")
        waiters.wake(URGENT)
        await asyncio.sleep(0)
        assert not one.done()
        things.things.append("notice")
        waiters.wake(EVERY_BUILDING)
    assert one.result() == ["notice"]


async def test_what_came_while_asking_is_not_missed() -> None:
    waiters, things = Waiters(), Things()

    async def ask_while_it_comes() -> list[str]:
        found = await things.ask()
        if not things.things:
            things.things.append("came just after it was looked for")
            waiters.wake(b"one")
        return found

    async with patient():
        assert await waiters.until(b"one", 30, ask_while_it_comes, bool) == things.things


async def test_waiting_ends_in_time_and_when_the_server_stops() -> None:
    waiters, things = Waiters(), Things()
    assert await waiters.until(b"one", 0.01, things.ask, bool) == []
    async with patient(), asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(waiters.until(b"one", 30, things.ask, bool))
        await asyncio.sleep(0)
        waiters.close()
    assert waiting.result() == []


async def test_bodies_find_room_only_as_others_end() -> None:
    budget = Budget(100, share=80)
    async with budget.room("one") as one:
        await one.grows(60, 1)
        async with budget.room("two") as two:
            with pytest.raises(OverBudget) as none:
                await two.grows(60, 0.01)
            assert not none.value.share, "others have it"
            await two.grows(40, 1)
    async with budget.room("one") as one:
        await one.grows(80, 1)


async def test_none_takes_more_than_a_share() -> None:
    budget = Budget(100, share=60)
    async with budget.room("greedy") as first, budget.room("greedy") as second, budget.room("another") as another:
        await first.grows(50, 1)
        with pytest.raises(OverBudget) as over:
            await second.grows(20, 0.01)
        assert over.value.share
        await second.grows(10, 1)
        await another.grows(40, 1)


async def test_what_is_beyond_a_share_waits_for_ones_own_to_end() -> None:
    budget = Budget(100, share=60)
    async with patient(), budget.room("one") as second, asyncio.TaskGroup() as tasks, budget.room("one") as first:
        await first.grows(50, 1)
        waits = tasks.create_task(second.grows(20, 30))
        await asyncio.sleep(0)
        assert not waits.done()


async def test_of_two_of_ones_own_that_wait_for_each_other_the_first_goes_on() -> None:
    budget = Budget(100, share=60)
    async with patient(), budget.room("one") as first, asyncio.TaskGroup() as tasks:
        await first.grows(30, 1)
        async with budget.room("one") as second:
            await second.grows(30, 1)
            waits = tasks.create_task(first.grows(20, 3600))
            await asyncio.sleep(0)
            with pytest.raises(OverBudget) as over:
                await second.grows(20, 3600)
            assert over.value.share and not waits.done()


async def test_shares_are_counted_for_each() -> None:
    shares = Shares(2)
    with shares.one("greedy"), shares.one("greedy"), shares.one("another"), pytest.raises(OverShare):
        shares.take("greedy")
    shares.take("greedy", 2)


def test_who_takes_one_place_too_many_loses_the_oldest() -> None:
    places, ended = Slots(2), list[str]()
    with ExitStack() as stack:
        beyond = [
            stack.enter_context(places.one(who, partial(ended.append, f"{who} {number}")))
            for number, who in enumerate(("greedy", "another", "greedy", "greedy", "greedy"))
        ]
        assert beyond == [False, False, False, True, True]
        assert ended == ["greedy 0", "greedy 2"]
    with places.one("greedy", ended.clear), places.one("greedy", ended.clear):
        assert ended


def test_figures_are_written_as_prometheus_reads_them() -> None:
    metrics = Metrics()
    metrics.answered("GET", "/v1/head", 200, 0.003)
    metrics.answered("GET", "/v1/head", 200, 99.0)
    metrics.count("entries", 5)
    metrics.count("rested_seconds", 0.25)
    metrics.count("rested_seconds", 1)
    lines = metrics.text().splitlines()
    assert 'handbell_district_requests_total{method="GET",path="/v1/head",status="200"} 2' in lines
    assert 'handbell_district_request_seconds_bucket{path="/v1/head",le="0.005"} 1' in lines
    assert 'handbell_district_request_seconds_bucket{path="/v1/head",le="+Inf"} 2' in lines
    assert 'handbell_district_request_seconds_count{path="/v1/head"} 2' in lines
    assert "handbell_district_entries_total 5" in lines
    assert "handbell_district_rested_seconds_total 1.25" in lines
