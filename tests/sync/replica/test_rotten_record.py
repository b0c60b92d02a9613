"""Tests a record in which an old entry rotted, or that is another one again and again, with real Litestream: what is copied, and what is
told.
"""

import json
from pathlib import Path

import msgspec
import pytest

from sync.replica.following import AT_ONCE
from tests.sync.entries import Record
from tests.sync.replica.restored import entries_in
from tests.sync.replica.rig import QUICK, Copied, copied
from tests.sync.replica.test_trial import tried

pytestmark = pytest.mark.slow


def rots(record: Record, number: int) -> None:
    """Flip one bit of the entry's body."""
    entry = bytearray(record.entries[number - 1])
    entry[-30] ^= 1
    record.entries[number - 1] = bytes(entry)


def begun(box: Copied) -> set[str]:
    """Give the generations that were begun and given up."""
    state = json.loads(box.settings.state.read_bytes())
    return {*state["kept"], *state["unfinished"]}


@pytest.mark.parametrize("number", [AT_ONCE + 7, AT_ONCE, AT_ONCE + 1])
async def test_one_rotten_entry_of_the_record_costs_no_other_its_copy(tmp_path: Path, number: int) -> None:
    record = Record()
    record.writes(2 * AT_ONCE + 20)
    rots(record, number)
    async with copied(tmp_path, record=record) as box:
        box.feed.copy.bundle = (1, b"sealed")
        await box.feed.hears_of_copy(lambda state: (state.proved, state.bundle_serial) == (record.head, 1))
        assert entries_in(box.box, box.scratch) == record.entries
        assert not begun(box)
        told = await tried(box, proved=record.head)
        assert told.ok, told.says


async def test_a_record_that_is_another_one_again_is_waited_for_and_told(tmp_path: Path) -> None:
    pace = msgspec.structs.replace(QUICK, history_every_s=3600.0)
    async with copied(tmp_path, pace=pace) as box:
        for says in ("", "a little before"):
            box.feed.writes(30)
            await box.feed.hears_of_copy(lambda state: state.proved == box.record.head)
            box.record.put_back_to(10)
            box.feed.writes(40)
            await box.feed.hears_of_copy(lambda state, says=says: says in state.says and state.proved >= 0)  # type: ignore[misc]
            if not says:
                await box.feed.is_copied(50)
        assert len(begun(box)) == 2
