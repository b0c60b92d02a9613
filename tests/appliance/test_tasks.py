"""Tests that a task has its name for as long as it runs, and no longer."""

import asyncio

import pytest

from appliance.tasks import Tasks


async def test_a_name_is_free_as_soon_as_its_task_is_done() -> None:
    tasks, ran = Tasks(), 0

    async def once() -> None:
        nonlocal ran
        ran += 1

    first = tasks.start(once(), name="chore")
    while not first.done():
        with pytest.raises(ValueError, match="chore is running already"):
            tasks.start(once(), name="chore")
        await asyncio.sleep(0)
    # the loop has not told of its end yet: what it tells now takes no name from the next task
    second = tasks.start(asyncio.sleep(3600), name="chore")
    await asyncio.sleep(0)
    with pytest.raises(ValueError, match="chore is running already"):
        tasks.start(once(), name="chore")
    await tasks.stop("chore")
    assert second.cancelled() and ran == 1 and not tasks.failed.done()


async def test_they_run_until_they_are_asked_to_stop_or_one_fails() -> None:
    tasks, asked = Tasks(), asyncio.Event()
    chore = tasks.start(asyncio.sleep(3600), name="chore")
    asyncio.get_running_loop().call_soon(asked.set)
    assert await tasks.until(asked) and chore.cancelled()

    async def fails() -> None:
        raise ValueError

    tasks, asked = Tasks(), asyncio.Event()
    chore = tasks.start(asyncio.sleep(3600), name="chore")
    tasks.start(fails(), name="what fails")
    assert not await tasks.until(asked) and chore.cancelled()
