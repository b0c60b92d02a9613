"""Tests that a view of somebody else's words is an entry before it is sent, whatever fails in between, and what such an entry says."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from appliance.api.records.messages import AccountTaken, RecordShown, Written
from appliance.engine.records import Records
from appliance.plan.ids import DeskId, IncidentId, PersonId
from appliance.record.events import FactWritten, RecordViewed
from appliance.record.fields import FIELDS
from appliance.record.record import View
from appliance.record.transcript import line
from appliance.record.words import Author, FieldId, ItemId, Klass, Shown, Value
from tests.appliance.doors.harness import FRONT, NURSE, Console, Harness
from tests.appliance.doors.records.test_line import Paper, a_call_that_is_over
from tests.patience import patient

STALLED_S = 0.3
SOMEBODY = Author(desk=NURSE, shown=Shown.NOT_SHOWN)


async def views_of(harness: Harness, incident: IncidentId) -> list[View]:
    """Give the views as they are on disk."""
    record = await Records(harness.engine, harness.logbook, harness.queries).open(incident)
    assert record is not None
    return record.views


async def until(holds: Callable[[], bool]) -> None:
    async with patient():
        while not holds():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def stalled_writes(harness: Harness) -> AsyncIterator[None]:
    """Stall the disk's next write; what is read before it is still read."""
    gate = threading.Event()

    def waits(statement: str) -> None:
        if statement.startswith("INSERT"):
            gate.wait(60)

    await harness.logbook._database.work(lambda db: db.set_trace_callback(waits))
    try:
        yield
    finally:
        gate.set()
        await harness.logbook._database.work(lambda db: db.set_trace_callback(None))


async def told(harness: Harness, front: Console) -> Paper:
    harness.give_pins("ana", "ben")
    paper = await a_call_that_is_over(harness, front)
    assert isinstance(await paper.tell(), AccountTaken)
    await paper.leave()
    return paper


@pytest.mark.slow
async def test_nothing_of_it_is_sent_while_the_entry_is_not_on_disk(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(NURSE) as console:
        paper = Paper(console, (await told(harness, front)).incident)
        assert (await console.proves("ana")).ok
        async with stalled_writes(harness):
            asked = asyncio.get_running_loop().create_task(paper.shows())
            again = asyncio.get_running_loop().create_task(paper.shows())
            done, _ = await asyncio.wait({asked, again}, timeout=STALLED_S)
            assert not done, "an answer came before its entry was on disk"
        assert (await asked).facts
        assert (await again).facts
        assert [view.classes for view in await views_of(harness, paper.incident)][:1] == [(Klass.STUDENT,)]


@pytest.mark.slow
async def test_a_line_that_is_cut_in_between_was_sent_nothing_and_its_entry_stands(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        incident = (await told(harness, front)).incident
        async with stalled_writes(harness):
            async with harness.console(NURSE) as console:
                assert (await console.proves("ana")).ok
                asked = asyncio.get_running_loop().create_task(Paper(console, incident).shows())
                done, _ = await asyncio.wait({asked}, timeout=STALLED_S)
                assert not done
            with pytest.raises(ConnectionError):
                await asked
        async with harness.console(NURSE) as console:
            assert (await console.proves("ana")).ok
            assert (await Paper(console, incident).shows()).facts
        assert await views_of(harness, incident)


@pytest.mark.slow
async def test_a_disk_that_takes_no_entry_lets_nobody_read_however_often_they_ask(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(NURSE) as console:
        paper = Paper(console, (await told(harness, front)).incident)
        assert (await console.proves("ana")).ok
        await harness.logbook._database.work(lambda db: db.execute("PRAGMA query_only=ON"))
        harness.press("203")
        await until(lambda: harness.engine.recorder.failing is not None)
        for _ in range(3):
            refused = await console.line.ask(paper.asks())
            assert isinstance(refused, Written), refused
            assert not refused.ok
        await until_recording(harness)
        assert (await paper.shows()).facts
        assert len(await views_of(harness, paper.incident)) == 1


async def until_recording(harness: Harness) -> None:
    async with patient(15):
        while not harness.engine.recording:
            await asyncio.sleep(0.05)


async def test_the_next_reporter_at_the_same_desk_is_another_reader(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        paper = await a_call_that_is_over(harness, front)
        codes = []
        for number in (1, 2):
            taken = await paper.tell(name=f"Reporter {number}")
            assert isinstance(taken, AccountTaken)
            codes.append(taken.code)
            await paper.leave()
        await writes(harness, paper.incident, ("reporter.is_person", "person-1", "reporter-1"))
        await writes(harness, paper.incident, ("reporter.is_person", "person-2", "reporter-2"))
        for number in ("1", "2"):
            await writes(harness, paper.incident, ("injury.person", f"person-{number}", f"injury-{number}"))
        for code in codes:
            assert isinstance(await front.line.ask(paper.asks(code)), RecordShown)
        assert [view.by.reporter for view in await views_of(harness, paper.incident)] == ["reporter-1", "reporter-2"]


async def writes(harness: Harness, incident: IncidentId, *facts: tuple[str, Value, str]) -> None:
    """Let somebody else write, past every rule, as the nurse and the office do over the day."""
    written = [
        FactWritten(
            incident=incident,
            by=SOMEBODY,
            klass=FIELDS[FieldId(field)].klass,
            field=FieldId(field),
            item=ItemId(item),
            value=value,
        )
        for field, value, item in facts
    ]
    kept = await Records(harness.engine, harness.logbook, harness.queries).write(incident, lambda _: written)
    assert not isinstance(kept, str), kept


def test_why_the_glass_was_broken_stands_on_no_desks_feed(harness: Harness) -> None:
    viewed = RecordViewed(
        incident=IncidentId("i"),
        by=Author(desk=DeskId("nurse"), shown=Shown.PIN, person=PersonId("ben")),
        klass=Klass.OPERATIONAL,
        classes=(Klass.STUDENT,),
        glass_broken=True,
        reason="Leon is missing",
    )
    said = line(viewed, harness.engine.board.index)
    assert "glass was broken" in said
    assert "Leon" not in said
