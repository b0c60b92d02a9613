"""Tests that tasks which live together end together, and leave nothing behind in memory."""

import asyncio
import gc
import weakref

import pytest

from sync.uplink.together import together


class Answer:
    """Something large."""


async def test_a_failure_is_raised_alone_and_the_others_are_cancelled() -> None:
    other = asyncio.Event()

    async def fails() -> None:
        raise ValueError("no")

    async def goes_on() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            other.set()

    with pytest.raises(ValueError, match="no"):
        await together(goes_on(), together(fails(), goes_on()))
    assert other.is_set()


@pytest.mark.slow
async def test_what_a_failed_one_had_in_its_hands_is_let_go_of_at_once() -> None:
    kept: list[weakref.ref[Answer]] = []

    async def fails() -> None:
        answer = Answer()
        kept.append(weakref.ref(answer))
        raise ValueError(f"not understood: {answer}")

    gc.collect()
    gc.disable()
    try:
        with pytest.raises(ValueError, match="not understood"):
            await together(asyncio.sleep(3600), fails())
        assert kept[0]() is None
    finally:
        gc.enable()
