"""Tests what every kind of sounder promises: it plays what it is told until it is told otherwise, and says when it cannot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.esphome import wire
from hardware.esphome.sounder import LOOK_EVERY_S
from hardware.families import OUTPUTS
from hardware.ports import Pattern, Sounding
from tests.contracts.sounder_rigs import ON_THE_NETWORK, RIGS, EsphomeRig, HostRig, SounderRig
from tests.hardware.running import until
from tests.patience import patience

pytestmark = pytest.mark.slow  # these tests run in real time: in `make test`, not in `make check`


@pytest.fixture(params=RIGS, ids=lambda rig: rig.__name__)
async def rig(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SounderRig]:
    async with request.param.open(tmp_path, monkeypatch) as opened:
        yield opened


@asynccontextmanager
async def running(rig: SounderRig) -> AsyncIterator[list[str | None]]:
    """Run the sounder; gives the list of what it reports."""
    reports: list[str | None] = []
    async with asyncio.TaskGroup() as group:
        task = group.create_task(rig.sounder.run(reports.append))
        yield reports
        task.cancel()


def test_every_family_has_a_rig() -> None:
    assert {rig.family for rig in RIGS} == set(OUTPUTS)


async def test_it_proves_itself_without_being_asked_to_sound(rig: SounderRig) -> None:
    async with running(rig) as reports:
        await until(lambda: reports == [None])


async def test_it_plays_what_it_is_told_until_told_otherwise(rig: SounderRig) -> None:
    async with running(rig):
        rig.sounder.sound(Sounding(Pattern.HIGH, 1))
        await until(lambda: rig.heard(Pattern.HIGH))
        rig.sounder.sound(Sounding(Pattern.MEDIUM, 1))
        await until(lambda: rig.heard(Pattern.MEDIUM))
        rig.sounder.sound(Sounding(None, 1))
        await until(rig.silent_for_now)


async def test_what_was_set_before_it_ran_is_played(rig: SounderRig) -> None:
    rig.sounder.sound(Sounding(Pattern.HIGH, 1))
    async with running(rig):
        await until(lambda: rig.heard(Pattern.HIGH))


async def test_it_says_why_it_does_not_sound_and_when_it_does_again(rig: SounderRig) -> None:
    await rig.break_it()
    async with running(rig) as reports:
        await until(lambda: bool(reports) and reports[-1] is not None, within_s=15)
        assert len(str(reports[-1])) > 15
        await rig.mend_it()
        await until(lambda: reports[-1] is None, within_s=10)
        assert len(reports) == 2


@pytest.mark.parametrize("rig", ON_THE_NETWORK, ids=lambda rig: rig.__name__, indirect=True)
async def test_a_former_box_that_speaks_to_it_is_not_its_failing(rig: EsphomeRig | HostRig) -> None:
    async with running(rig) as reports, rig.other_box() as former:
        rig.sounder.sound(Sounding(Pattern.HIGH, 70_000))
        await until(lambda: rig.heard(Pattern.HIGH))
        await former.sound("low", epoch=3)
        await until(lambda: former.says[wire.FAULTS] == "older-box 70000")
        await asyncio.sleep(LOOK_EVERY_S * 2)  # so long that the port has judged what the other box made it play
        assert reports == [None], "it plays what its own box tells it"
        rig.sounder.sound(Sounding(Pattern.HIGH, 60_000))
        await until(lambda: "It obeys a box of a higher rank" in str(reports[-1]))


async def test_cancelling_ends_it(rig: SounderRig) -> None:
    reports: list[str | None] = []
    async with asyncio.TaskGroup() as group:
        task = group.create_task(rig.sounder.run(reports.append))
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.wait([task], timeout=patience(5))
        assert task.cancelled()
