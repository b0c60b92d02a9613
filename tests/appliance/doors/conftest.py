"""`harness`: the small school of `harness.py`, running."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.doors.peer import Rights
from tests.appliance.doors.harness import Harness, running_harness


@pytest.fixture
def rights() -> Rights:
    return Rights.here()


@pytest.fixture
async def harness(tmp_path: Path, rights: Rights) -> AsyncIterator[Harness]:
    async with running_harness(tmp_path, rights) as harness:
        yield harness
