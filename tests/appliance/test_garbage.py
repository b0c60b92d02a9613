"""Tests that garbage collection waits for a quiet moment, and then runs at once."""

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from appliance import garbage
from tests.patience import patient


class Circle:
    """Refers to itself, so that only a garbage collection finds it."""

    def __init__(self) -> None:
        self.itself = self


def made(count: int) -> list[list[None]]:
    return [[] for _ in range(count)]


@pytest.fixture(autouse=True)
def pythons_own_habits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(garbage, "EVERY_S", 0.001)
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


async def test_garbage_waits_while_somebody_presses_and_goes_when_it_is_quiet() -> None:
    quiet = False
    looking = asyncio.get_running_loop().create_task(garbage.collect_when(lambda: quiet))
    await asyncio.sleep(0.02)
    dropped = weakref.ref(Circle())
    kept = made(10_000)  # Python would usually collect now
    await asyncio.sleep(0.02)
    assert dropped() is not None
    quiet = True
    async with patient():
        while dropped() is not None:
            await asyncio.sleep(0.001)
    looking.cancel()
    assert len(kept) == 10_000


async def test_what_grew_old_before_it_was_dropped_goes_too() -> None:
    looking = asyncio.get_running_loop().create_task(garbage.collect_when(lambda: True))
    await asyncio.sleep(0.001 * garbage.ALL_EVERY * 2)
    kept = [Circle()]
    gc.collect()
    old = weakref.ref(kept.pop())
    async with patient():
        while old() is not None:
            await asyncio.sleep(0.001)
    looking.cancel()


async def test_it_looks_unasked_before_the_memory_runs_full() -> None:
    looking = asyncio.get_running_loop().create_task(garbage.collect_when(lambda: False))
    await asyncio.sleep(0.02)
    dropped = weakref.ref(Circle())
    kept = made(garbage.UNASKED + 1_000)
    looking.cancel()
    assert dropped() is None
    assert kept
