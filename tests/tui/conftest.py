"""Fixtures: `stage` is a scripted alert daemon, and `sits` puts the console in front of it, at the size of a text console."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from tests.tui.sitting import Sitting, sitting_at
from tests.tui.stage import Stage, standing_stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with standing_stage(tmp_path) as stage:
        yield stage


type Sits = Callable[[], AbstractAsyncContextManager[Sitting]]


@pytest.fixture
def sits(stage: Stage) -> Sits:
    """Let a person sit down at the front office's console."""

    @asynccontextmanager
    async def sit() -> AsyncIterator[Sitting]:
        async with sitting_at(stage.path) as person:
            yield person

    return sit
