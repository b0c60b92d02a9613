"""Tests forgetting that is cut off anywhere: before any of its steps, or killed by the system in the middle. The next rounds bring it to
its end, once; and no older file of the record brings a key back.
"""

import asyncio
import random
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from appliance.plan.ids import IncidentId
from appliance.plan.model import Retention
from appliance.record.words import Klass
from tests.appliance.engine.test_retention_cut_off import STEPS, Cut, cut_before, holds
from tests.appliance.engine.years import Stolen, Years, opened_by_a_thief, traces, years_at

pytestmark = pytest.mark.slow  # the tests make a record anew for every step at which it can be cut off

A, B, C, D = Klass
ALL = {A, B, C, D}
WANTED = Retention(approved="the board", forget_opened=True)
MONDAY = date(2026, 9, 7)
DUE, LATER = MONDAY + timedelta(days=7), MONDAY + timedelta(days=14)


async def announced(folder: Path, records: int) -> tuple[list[IncidentId], IncidentId]:
    """Make records that were announced for a week, and one that is held, in one week."""
    async with years_at(folder, MONDAY, WANTED) as box:
        due = [await box.record() for _ in range(records)]
        held = await box.record()
        await box.hold(held)
        for incident in (*due, held):
            await box.opened(incident)
        for day in range(7):
            await box.turn_to(MONDAY + timedelta(days=day))
            await box.forgetting.daily_round()
        assert [each.days for each in box.forgetting.announced()] == [7] * records
    return due, held


async def brought_to_its_end(folder: Path, due: list[IncidentId], held: IncidentId) -> None:
    """Let the next starts end it: everything that was due is gone, counted once, and nothing else is."""
    for day in (DUE, LATER):
        async with years_at(folder, day, WANTED) as box:
            await box.forgetting.daily_round()
            certificates = await box.certificates()
            assert sorted(each.incident for each in certificates) == sorted(due)
            assert [each.keys for each in certificates] == [4] * len(due)
            assert box.forgetting.announced() == ()
            for incident in due:
                assert await box.classes_read(incident) == set()
            assert await box.classes_read(held) == ALL
    async with years_at(folder, LATER, WANTED) as box:
        assert box.vault.reading_keys.condemned() == ()


async def opened_by_nobody(folder: Path, before: list[Stolen], keys: int) -> None:
    """Check that nobody with the whole disk, and with every wrap that there ever was, opens what was forgotten."""
    async with years_at(folder, LATER, WANTED) as box:
        kept = {(wrap.stream, wrap.key_no) for wrap in await box.wraps()}
    gone = [wrap for wrap in before if (wrap.stream, wrap.key_no) not in kept]
    assert len(gone) == keys
    assert opened_by_a_thief(folder, gone, from_a_backup=True) == set()
    assert traces(folder, gone) == 0


def cut_at(box: Years, step: str, times: int, patched: pytest.MonkeyPatch) -> None:
    """Cut the power before the `times`-th time of a step of forgetting: those of destroying, and the announcement."""
    if step != "announce":
        cut_before(box, step, times, patched)
        return

    async def cut(*_: object) -> None:
        raise Cut(step)

    patched.setattr(box.forgetting, "_announce", cut)


@pytest.mark.parametrize("step", [*STEPS, "announce"])
async def test_cut_off_before_any_step_it_is_brought_to_its_end_and_counted_once(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    due, held = await announced(tmp_path, 2)
    async with years_at(tmp_path, DUE, WANTED) as box:
        wraps = await box.wraps()
        with monkeypatch.context() as patched:
            cut_at(box, step, 1, patched)
            with pytest.raises(Cut):
                await box.forgetting.daily_round()
                await box.turn_to(LATER)  # a key of the week in use goes when that week is over
                await box.forgetting.daily_round()
    await brought_to_its_end(tmp_path, due, held)
    await holds(tmp_path)
    await opened_by_nobody(tmp_path, wraps, 8)


def forget_until_killed(folder: Path) -> None:
    """Forget in a process of its own, which says when it begins."""

    async def run() -> None:
        async with years_at(folder, DUE, WANTED) as box:
            print("begins", flush=True)
            await box.forgetting.daily_round()
            print("done", flush=True)

    asyncio.run(run())


@pytest.mark.parametrize("seed", range(6))
async def test_killed_in_the_middle_it_is_brought_to_its_end_and_counted_once(tmp_path: Path, seed: int) -> None:
    due, held = await announced(tmp_path, 3)
    async with years_at(tmp_path, DUE, WANTED) as box:
        wraps = await box.wraps()
    for tries in range(3):
        _kill_after(tmp_path, random.Random(seed * 3 + tries).uniform(0, 0.3))
    await brought_to_its_end(tmp_path, due, held)
    await holds(tmp_path)
    await opened_by_nobody(tmp_path, wraps, 12)


def _kill_after(folder: Path, seconds: float) -> None:
    code = f"from tests.appliance.engine.test_forgetting_cut_off import *; forget_until_killed(Path({str(folder)!r}))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()


async def test_a_backup_of_the_logbook_alone_brings_nothing_back_once_the_week_is_over(tmp_path: Path) -> None:
    folder, backup = tmp_path / "box", tmp_path / "backup"
    [forgotten], _ = await announced(folder, 1)
    shutil.copytree(folder / "logbook", backup)
    async with years_at(folder, DUE, WANTED) as box:
        await box.forgetting.daily_round()
        await box.turn_to(LATER)
        await box.forgetting.daily_round()
        assert await box.classes_read(forgotten) == set()
    shutil.rmtree(folder / "logbook")
    shutil.copytree(backup, folder / "logbook")
    async with years_at(folder, LATER, WANTED) as box:
        assert await box.classes_read(forgotten) == set(), "its reading keys are gone"
