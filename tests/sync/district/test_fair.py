"""Tests turns at work that all share: each has few at once, in order, and rests where others wait. Pure asyncio, no store."""

import asyncio
from contextlib import AsyncExitStack

from sync.district.fair import Fair
from tests.patience import patient


async def test_one_has_so_many_at_once_in_order_and_others_do_not_wait_for_it() -> None:
    fair, goes_on, order = Fair(2), asyncio.Event(), list[str]()

    async def works(who: str, name: str) -> None:
        async with fair.turn(who):
            order.append(name)
            await goes_on.wait()

    async with patient(), asyncio.TaskGroup() as tasks:
        for number in range(4):
            tasks.create_task(works("greedy", f"greedy {number}"))
        tasks.create_task(works("another", "another 0"))
        for _ in range(5):
            await asyncio.sleep(0)
        assert order == ["greedy 0", "greedy 1", "another 0"]
        goes_on.set()
    assert order[3:] == ["greedy 2", "greedy 3"]


async def test_it_rests_as_long_as_it_worked_where_there_are_others_and_never_alone() -> None:
    rests, loop = list[float](), asyncio.get_running_loop()
    fair = Fair(1, rests.append)
    for _ in range(3):
        async with fair.turn("alone"):
            await asyncio.sleep(0.01)
    assert not fair._theirs, "nobody is remembered who has nothing under way"
    assert not rests
    async with patient(), AsyncExitStack() as others:
        await others.enter_async_context(fair.turn("another"))
        async with fair.turn("greedy"):
            began_s = loop.time()
            await asyncio.sleep(0.05)
            took_s = loop.time() - began_s
        ended_s = loop.time()
        async with fair.turn("greedy"):
            assert loop.time() - ended_s >= took_s * 0.9
            assert len(rests) == 1 and rests[0] >= took_s * 0.9, "and it shows"


async def test_who_gives_up_waiting_leaves_the_turn_to_the_next() -> None:
    fair = Fair(1)

    async def works() -> None:
        async with fair.turn("one"):
            pass

    async with patient(), asyncio.TaskGroup() as tasks, fair.turn("one"):
        gives_up, waits = tasks.create_task(works()), tasks.create_task(works())
        await asyncio.sleep(0)
        gives_up.cancel()
        await asyncio.sleep(0)
        assert not waits.done()
    assert not fair._theirs
