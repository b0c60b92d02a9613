"""Tests that however many rows a group has, all of them are on disk, in order."""

from pathlib import Path

import pytest

from appliance.core.calls.events import CallRaised
from appliance.logbook.batch import ROWS_AT_ONCE
from tests.appliance.logbook.box import box_at, call


@pytest.mark.slow
@pytest.mark.parametrize("calls", [1, 2, 3, 127, 200, ROWS_AT_ONCE[0], 2 * ROWS_AT_ONCE[0] + 7])
async def test_a_group_of_any_size_is_there_whole(tmp_path: Path, calls: int) -> None:
    async with box_at(tmp_path) as box:
        batch = await box.keep(*(call(number, f"R{number}") for number in range(1, calls + 1)))
        assert await box.logbook.reader.after(batch.first - 1, 10_000) == [
            (number, data) for number, _, data in batch.entries
        ]
    async with box_at(tmp_path) as box:
        told = [event.number for event in await box.told() if isinstance(event, CallRaised)]
        assert told == list(range(1, calls + 1))
        assert len(box.remembered.counters) == calls
