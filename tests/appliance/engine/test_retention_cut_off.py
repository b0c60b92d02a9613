"""Tests destruction that is cut off anywhere: killed by the system in the middle, or after any of its steps. The next
start ends it, once.
"""

import asyncio
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core.ground.words import Outcome
from appliance.log import at_rest
from appliance.logbook import forgetting
from appliance.plan.ids import IncidentId
from appliance.record.words import Klass
from appliance.settings import Settings
from tests.appliance.engine.years import Stolen, Years, opened_by_a_thief, traces, years_at

pytestmark = pytest.mark.slow  # the tests make a record anew for every step at which it can be cut off

A, B, C, D = Klass
BEGAN, OVER = date(2026, 9, 1), date(2033, 9, 6)


async def written(folder: Path, records: int) -> tuple[list[IncidentId], IncidentId]:
    """Write records that are due, and one that is held, in one week."""
    async with years_at(folder, BEGAN) as box:
        due = [await box.record() for _ in range(records)]
        held = await box.record()
        await box.hold(held)
        return due, held


def destroy_until_killed(folder: Path) -> None:
    """Destroy, in a process of its own, which says when it begins."""

    async def run() -> None:
        async with years_at(folder, OVER) as box:
            print("begins", flush=True)
            await box.retention.destroy_due()
            print("done", flush=True)

    asyncio.run(run())


async def brought_to_its_end(folder: Path, due: list[IncidentId], held: IncidentId) -> None:
    """Let the next start end it: everything that was due is gone, counted once, and nothing else is."""
    async with years_at(folder, OVER) as box:
        await box.retention.destroy_due()
        certificates = await box.certificates()
        assert sorted(each.incident for each in certificates) == sorted([*due, *due]), "medical facts, then the rest"
        assert [sum(each.keys for each in certificates if each.incident == one) for one in due] == [4] * len(due)
        for incident in due:
            assert await box.classes_read(incident) == set()
        assert await box.classes_read(held) == {A, B, C, D}
        assert box.vault.reading_keys.condemned() == ()


async def holds(folder: Path) -> None:
    """Check the chain, the heads, the epochs and the tables, as `handbell log verify` does."""
    report = await at_rest.examine(Settings(data=folder, run=folder / "run"))
    assert report.faults == []


class Cut(Exception):
    """The power went."""


STEPS = (
    "condemn",
    "destroy",
    "begin_log_anew",
    "wipe_log",
    "carry_forward",
    "drop",
    "destroy_key",
)


def cut_before(box: Years, step: str, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut the power before the `times`-th time of one step: nothing after it happens."""
    left = iter(range(times - 1))

    def cutting[**P, R](work: Callable[P, R]) -> Callable[P, R]:
        def cut(*given: P.args, **named: P.kwargs) -> R:
            if next(left, None) is None:
                raise Cut(step)
            return work(*given, **named)

        return cut

    reading = box.vault.reading_keys
    owner: object = {
        "condemn": reading,
        "destroy": box.engine,
        "carry_forward": box.engine,
        "destroy_key": reading,
    }.get(step, forgetting)
    name = "destroy" if step == "destroy_key" else step
    monkeypatch.setattr(owner, name, cutting(getattr(owner, name)))


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("step", STEPS)
async def test_cut_off_before_any_step_it_is_brought_to_its_end_and_counted_once(
    tmp_path: Path, step: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    due, held = await written(tmp_path, 2)
    async with years_at(tmp_path, OVER) as box:
        wraps = await box.wraps()
        with monkeypatch.context() as patched:
            cut_before(box, step, times, patched)
            try:
                await box.retention.destroy_due()
            except Cut:
                pass
            else:
                assert times == 2, f"{step} is never taken"
    await brought_to_its_end(tmp_path, due, held)
    await holds(tmp_path)
    kept = {(wrap.stream, wrap.key_no) for wrap in await _wraps(tmp_path)}
    gone = [wrap for wrap in wraps if (wrap.stream, wrap.key_no) not in kept]
    assert len(gone) == 8
    assert opened_by_a_thief(tmp_path, gone, from_a_backup=True) == set()
    assert traces(tmp_path, gone) == 0


@pytest.mark.parametrize("seed", range(8))
async def test_killed_in_the_middle_it_is_brought_to_its_end_and_counted_once(tmp_path: Path, seed: int) -> None:
    due, held = await written(tmp_path, 3)
    wraps = await _wraps(tmp_path)
    for tries in range(3):
        _kill_after(tmp_path, random.Random(seed * 3 + tries).uniform(0, 0.3))
    await brought_to_its_end(tmp_path, due, held)
    await holds(tmp_path)
    kept = {(wrap.stream, wrap.key_no) for wrap in await _wraps(tmp_path)}
    gone = [wrap for wrap in wraps if (wrap.stream, wrap.key_no) not in kept]
    assert len(gone) == 12
    assert opened_by_a_thief(tmp_path, gone, from_a_backup=True) == set()
    assert traces(tmp_path, gone) == 0


def _kill_after(folder: Path, seconds: float) -> None:
    code = f"from tests.appliance.engine.test_retention_cut_off import *; destroy_until_killed(Path({str(folder)!r}))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()


async def _wraps(folder: Path) -> list[Stolen]:
    async with years_at(folder, OVER) as box:
        return await box.wraps()


# ---- any order


@dataclass
class Told:
    """What a test knows of the records it made."""

    goes: dict[IncidentId, tuple[date, date]] = field(default_factory=dict)
    """For each record that may go: the Monday for its medical facts, and the Monday for the rest."""
    stays: set[IncidentId] = field(default_factory=set)
    held: set[IncidentId] = field(default_factory=set)
    left: dict[IncidentId, set[Klass]] = field(default_factory=dict)
    stolen: list[Stolen] = field(default_factory=list)

    def destroys(self, today: date) -> None:
        for incident, (medical, rest) in self.goes.items():
            if incident not in self.held:
                self.left[incident] -= {D} if today >= medical else set()
                self.left[incident] -= {A, B, C, D} if today >= rest else set()


OPS = st.lists(
    st.one_of(
        st.sampled_from(("record", "unoffered", "test", "hold", "release", "destroy", "cut off", "restart")),
        st.integers(1, 120),  # weeks that pass
    ),
    min_size=4,
    max_size=14,
)


@pytest.mark.proof
@given(OPS)
@settings(max_examples=40, deadline=None)
def test_in_any_order_what_is_kept_can_be_read_and_what_was_destroyed_by_nobody(ops: list[str | int]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(_lived(Path(folder), ops))


async def _lived(folder: Path, ops: list[str | int]) -> None:
    told, today = Told(), BEGAN
    while ops:
        async with years_at(folder, today) as box:
            while ops and (op := ops.pop(0)) != "restart":
                if isinstance(op, int):
                    today += timedelta(weeks=op)
                    await box.turn_to(today)
                else:
                    await _does(box, op, told, today)
            await box.retention.destroy_due()
            told.destroys(today)
            await _as_told(box, told)
    await holds(folder)


async def _does(box: Years, op: str, told: Told, today: date) -> None:
    match op:
        case "record" | "unoffered":
            incident = await box.record(offered=op == "record")
            told.left[incident] = {A, B, C, D}
            if op == "record":
                told.goes[incident] = (_monday(date(today.year + 6, 1, 1)), _monday(_later(today, 7)))
        case "test":
            incident = await box.call(Outcome.TEST)
            told.left[incident] = {A}
            monday = _monday(_later(today, 1))
            told.goes[incident] = (monday, monday)
        case "hold" | "release":
            for incident in told.goes if op == "hold" else sorted(told.held):
                if told.left[incident] >= {A, B} and (incident in told.held) == (op == "release"):
                    await box.hold(incident, on=op == "hold")
                    told.held ^= {incident}
        case "cut off":
            with suppress(TimeoutError):
                async with asyncio.timeout(0.02):
                    await box.retention.destroy_due()
            told.destroys(today)
            await box.retention.destroy_due()
        case _:
            await box.retention.destroy_due()
            told.destroys(today)
    told.stolen += await box.wraps()


async def _as_told(box: Years, told: Told) -> None:
    for incident, classes in told.left.items():
        assert await box.classes_read(incident) == classes
    kept = {(wrap.stream, wrap.key_no) for wrap in await box.wraps()}
    gone = [wrap for wrap in told.stolen if (wrap.stream, wrap.key_no) not in kept]
    assert opened_by_a_thief(box.folder, gone) == set()
    assert traces(box.folder, gone) == 0
    counted = await box.certificates()
    assert sum(each.keys for each in counted) == len({(wrap.stream, wrap.key_no) for wrap in gone})


def _monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _later(day: date, years: int) -> date:
    """Give the day so many years later; 29 February becomes 1 March."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)
