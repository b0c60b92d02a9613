"""Tests forgetting on *opened* in any order of acts, days, restarts and cuts: what goes was ready for a week, and what is ready goes."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.plan.ids import IncidentId
from appliance.plan.model import Retention
from appliance.record.events import CopyOffered, RecordViewed
from appliance.record.words import Klass
from tests.appliance.engine.test_retention_cut_off import holds
from tests.appliance.engine.years import SOMEBODY, Stolen, Years, opened_by_a_thief, traces, years_at

A, B, C, D = Klass
WANTED = Retention(approved="the board", forget_opened=True)
MONDAY = date(2026, 9, 7)


@dataclass
class Told:
    """What a test knows of one record. `seen`: days of rounds since anybody last did anything to it."""

    offered: bool
    held: bool = False
    covered: bool = False
    gone: bool = False
    seen: set[date] = field(default_factory=set)

    @property
    def is_ready(self) -> bool:
        return self.offered and self.covered and not self.held and not self.gone

    def touched(self) -> None:
        self.covered = False
        self.seen.clear()


OPS = st.lists(
    st.one_of(
        st.sampled_from(
            ("record", "unoffered", "offer", "hold", "release", "view", "opened", "opened", "cut off", "restart")
        ),
        st.integers(1, 9),  # days that pass, with a round on each
    ),
    min_size=5,
    max_size=20,
)


@pytest.mark.proof
@given(OPS)
@settings(max_examples=15, deadline=None)
def test_in_any_order_what_goes_was_ready_for_a_week_and_what_is_ready_goes(ops: list[str | int]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(_lived(Path(folder), ops))


async def _lived(folder: Path, ops: list[str | int]) -> None:
    told: dict[IncidentId, Told] = {}
    stolen: list[Stolen] = []
    today = MONDAY
    while ops:
        async with years_at(folder, today, WANTED) as box:
            while ops and (op := ops.pop(0)) != "restart":
                if isinstance(op, int):
                    today = await _passes(box, op, told)
                else:
                    await _does(box, op, told)
                stolen += await box.wraps()
    async with years_at(folder, today, WANTED) as box:
        ready = {incident for incident, each in told.items() if each.is_ready}
        await _passes(box, 15, told)
        assert all(told[incident].gone for incident in ready), "what nothing keeps is gone within a week and a Monday"
        await _as_told(box, told, stolen)
    await holds(folder)


async def _passes(box: Years, days: int, told: dict[IncidentId, Told]) -> date:
    for _ in range(days):
        await box.turn_to(box.calendar.day + timedelta(days=1))
        await _round(box, told)
    return box.calendar.day


async def _round(box: Years, told: dict[IncidentId, Told]) -> None:
    before = {each.incident for each in await box.certificates()}
    await box.forgetting.daily_round()
    _gone(box, told, {each.incident for each in await box.certificates()} - before)
    for each in told.values():
        if each.is_ready:
            each.seen.add(box.calendar.day)


def _gone(box: Years, told: dict[IncidentId, Told], gone: set[IncidentId]) -> None:
    """Hold what went against everything that was to keep it."""
    for incident in gone:
        each = told[incident]
        assert each.is_ready
        assert len(each.seen - {box.calendar.day}) >= 7
        assert box.calendar.day >= min(each.seen) + timedelta(days=7)
        each.gone = True


async def _does(box: Years, op: str, told: dict[IncidentId, Told]) -> None:
    left = {incident: each for incident, each in told.items() if not each.gone}
    match op:
        case "record" | "unoffered":
            told[await box.record(offered=op == "record")] = Told(offered=op == "record")
        case "offer":
            for incident, each in left.items():
                if not each.offered:
                    await box.write(incident, CopyOffered(incident=incident, by=SOMEBODY, klass=A, taken=False))
                    each.offered = True
                    each.touched()
        case "hold" | "release":
            for incident, each in left.items():
                if each.held == (op == "release"):
                    await box.hold(incident, on=op == "hold")
                    each.held = not each.held
                    each.touched()
        case "view":
            for incident, each in list(left.items())[:1]:
                await box.write(incident, RecordViewed(incident=incident, by=SOMEBODY, klass=A, classes=(B,)))
                each.touched()
        case "opened":
            for incident, each in left.items():
                await box.opened(incident)
                each.covered = True
        case _:
            with suppress(TimeoutError):
                async with asyncio.timeout(0.02):
                    await box.forgetting.daily_round()
            await box.engine.recorder.caught_up()
            await _settled(box, told)


async def _settled(box: Years, told: dict[IncidentId, Told]) -> None:
    """Take in what a round did before it was cut off, and let the next one bring it to its end."""
    known = {incident for incident, each in told.items() if each.gone}
    _gone(box, told, {each.incident for each in await box.certificates()} - known)
    await _round(box, told)


async def _as_told(box: Years, told: dict[IncidentId, Told], stolen: list[Stolen]) -> None:
    for incident, each in told.items():
        assert await box.classes_read(incident) == (set() if each.gone else {A, B, C, D})
    kept = {(wrap.stream, wrap.key_no) for wrap in await box.wraps()}
    gone = [wrap for wrap in stolen if (wrap.stream, wrap.key_no) not in kept]
    assert opened_by_a_thief(box.folder, gone) == set()
    assert traces(box.folder, gone) == 0
    certificates = await box.certificates()
    assert sorted(each.incident for each in certificates) == sorted(one for one, each in told.items() if each.gone)
