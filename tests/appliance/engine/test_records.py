"""Tests a record nobody pressed for, while the disk is away: there is an answer all the same, and it never says too much."""

import asyncio
import threading
from pathlib import Path

import pytest

from appliance.core.calls.commands import BeginRecord
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import KnownBy
from appliance.engine.records import MAY_BE_BEGUN, Begun, Records
from appliance.plan.ids import RoomId
from appliance.plan.model import Kind
from appliance.record.decide import No
from tests.appliance.engine.harness import FRONT, harness_at
from tests.patience import patience, patient


def beginning(attempt: str) -> BeginRecord:
    return BeginRecord(room=RoomId("B204"), kind=Kind.ASSIST, known_by=KnownBy.PHONE, occurred_ms=None, attempt=attempt)


@pytest.mark.slow
@pytest.mark.parametrize("attempt", ["", "ab"], ids=["new", "sent again"])
async def test_no_record_is_begun_while_the_disk_takes_nothing_and_whoever_asks_is_told(
    tmp_path: Path, attempt: str
) -> None:
    async with harness_at(tmp_path) as harness:
        records = Records(harness.engine, harness.logbook, harness.queries)
        with harness.full_disk():
            await harness.press("B204", 1).spoken
            async with patient():
                while harness.engine.recorder.failing is None:
                    await asyncio.sleep(0.01)
                assert await records.begin(beginning(attempt), FRONT) == No(Rejection.NOT_RECORDING.says)
        async with patient(15):
            await harness.engine.recorder.caught_up()
            while harness.engine.recorder.failing is not None:
                await asyncio.sleep(0.01)
            begun = await records.begin(beginning(attempt), FRONT)
        assert isinstance(begun, Begun) and not begun.before, "nothing of the first asking was kept"


@pytest.mark.slow
@pytest.mark.parametrize("attempt", ["", "ab"], ids=["new", "sent again"])
async def test_a_disk_that_stalls_while_a_record_is_begun_leaves_open_whether_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attempt: str
) -> None:
    monkeypatch.setattr("appliance.engine.records.BEGUN_WITHIN_S", 0.2)
    async with harness_at(tmp_path) as harness, patient():
        records = Records(harness.engine, harness.logbook, harness.queries)
        comes_back = await harness.stalled_disk()
        assert await records.begin(beginning(attempt), FRONT) == No(MAY_BE_BEGUN)
        comes_back()


@pytest.mark.slow
async def test_a_record_that_was_begun_after_all_is_found_by_whoever_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def holds_writes(statement: str) -> None:
        if statement.startswith("INSERT"):
            gate.wait(patience())

    async with harness_at(tmp_path) as harness, patient():
        records = Records(harness.engine, harness.logbook, harness.queries)
        await harness.logbook._database.work(lambda db: db.set_trace_callback(holds_writes))
        with monkeypatch.context() as impatient:
            impatient.setattr("appliance.engine.records.BEGUN_WITHIN_S", 1.0)
            assert await records.begin(beginning("ab"), FRONT) == No(MAY_BE_BEGUN)
        assert harness.engine.recorder.behind, "it is on its way"
        gate.set()
        begun = await records.begin(beginning("ab"), FRONT)
        assert isinstance(begun, Begun) and begun.before
