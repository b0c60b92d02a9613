"""`house`: the small school of `house.py`, running."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.doors.peer import Rights
from tests.appliance.doors.house import House, running_house


@pytest.fixture
def rights() -> Rights:
    return Rights.here()


@pytest.fixture
async def house(tmp_path: Path, rights: Rights) -> AsyncIterator[House]:
    async with running_house(tmp_path, rights) as house:
        yield house
