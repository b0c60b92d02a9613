"""Tests a full restore of a box with duties: what was forgotten on *opened* stays unreadable. What is owed is owed on the new box too, by
the same rules, calendar and closings.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from appliance.core.listed.commands import AdoptDuties, AdoptSchoolCalendar, DeclareClosing
from appliance.duties.adopted.calendar_document import SchoolCalendar
from appliance.duties.adopted.calendar_document import to_document as calendar_document
from appliance.duties.adopted.listed import Listed
from appliance.duties.adopted.rules_document import to_document as rules_document
from appliance.duties.calendar import SchoolYear
from appliance.duties.duty import State
from appliance.duties.rules import RuleId
from appliance.engine.outcome import Done
from appliance.listed.shipped import shipped
from appliance.owed.of_record import NoteOf
from appliance.owed.owed import Owed
from appliance.plan.document import digest
from appliance.plan.ids import IncidentId
from appliance.plan.model import Retention
from appliance.record.events import DutyNoted
from appliance.record.words import ItemId, Klass
from appliance.restoring.restoring import Restored, restored
from appliance.settings import Settings
from tests.appliance.engine.years import SOMEBODY, Stolen, Years, opened_by_a_thief, traces, years_at
from tests.appliance.restoring.copied import copy_of, key_of

pytestmark = pytest.mark.slow

MONDAY = date(2026, 9, 7)
LATER = MONDAY + timedelta(days=14)
WANTED = Retention(approved="the board", forget_opened=True)
NOTED, WORDS = RuleId("time-for-others"), "In B12, with the counselor."
RULES = rules_document([shipped(name) for name in ("neutral", "colorado")])
YEAR = SchoolYear(name="2026-27", first=date(2026, 8, 13), last=date(2027, 5, 27), ends_min=15 * 60)
CALENDAR = calendar_document(SchoolCalendar(name="Juniper", years=(YEAR,)))


@dataclass
class Duty:
    """One duty as a test compares it: its state, the ends that it had, and the words of its notes."""

    state: State
    due: object
    notes: tuple[str, ...]


@dataclass
class Lived:
    """What the dead box had: a record that is forgotten, one that owes something, and what counted."""

    forgotten: IncidentId
    stolen: list[Stolen]
    owing: IncidentId
    owed: dict[tuple[str, str], Duty]
    listed: Listed


async def lived(folder: Path) -> Lived:
    """Adopt, declare, forget one record, and note a duty of another one."""
    async with years_at(folder, MONDAY, WANTED) as box:
        for command in (
            AdoptDuties(by="R. Ortiz", digest=digest(RULES), document=RULES),
            AdoptSchoolCalendar(by="R. Ortiz", digest=digest(CALENDAR), document=CALENDAR),
            DeclareClosing(by="A. Chen", first="2026-09-08", last="2026-09-08", why="a broken boiler"),
        ):
            assert isinstance(await box.engine.submit(command).kept, Done)
        forgotten, owing = await box.record(), await box.record(reviewed=False)
        stolen = await box.wraps(forgotten)
        for name, item, value in (
            ("students_present", "", 12),
            ("person.role", "person-1", "affected"),
            ("person.type", "person-1", "teacher"),
        ):
            await box.write(owing, box.fact(owing, name, item, value))
        await notes(box, owing)
        await box.opened(forgotten)
        for _ in range(14):
            await box.forgetting.daily_round()
            await box.turn_to(box.calendar.day + timedelta(days=1))
        assert [each.incident for each in await box.certificates()] == [forgotten]
        owed = owed_of(box)
        return Lived(forgotten, stolen, owing, await duties(box, owed, owing), await owed.listed.known())


async def notes(box: Years, incident: IncidentId) -> None:
    rule = (await owed_of(box).listed.known()).rule(NOTED)
    assert rule is not None
    note = DutyNoted(
        incident=incident,
        by=SOMEBODY,
        klass=rule.klass_of_notes,
        rule=rule.rule,
        about=ItemId(""),
        confirms="that it was done",
        done=True,
        words=WORDS,
    )
    await box.write(incident, note)


def owed_of(box: Years) -> Owed:
    return Owed(box.engine, box.records, box.logbook, box.queries, breath_s=0)


async def duties(box: Years, owed: Owed, incident: IncidentId) -> dict[tuple[str, str], Duty]:
    record = await box.records.open(incident)
    assert record is not None
    found = await owed.of(record)
    assert found is not None
    return {
        (each.duty.rule, each.duty.about): Duty(each.duty.state, each.duty.due, tuple(map(_words, each.notes)))
        for each in found.owing
    }


def _words(note: NoteOf) -> str:
    return note.note.words


async def test_what_is_owed_is_owed_on_the_new_box_and_what_was_forgotten_stays_unreadable(tmp_path: Path) -> None:
    old, new = tmp_path / "old", Settings(data=tmp_path / "new")
    for folder in (old, new.data):
        folder.mkdir(mode=0o700)
    told = await lived(old)
    assert told.owed[NOTED, ""] == Duty(State.CLOSED, told.owed[NOTED, ""].due, (WORDS,))
    assert sum(each.state is State.OPEN for each in told.owed.values()) > 3
    assert any("a broken boiler" in str(each.due) for each in told.owed.values())
    assert told.stolen

    done = restored(copy_of(old, tmp_path / "copy"), key_of(), new)
    assert isinstance(done, Restored) and not done.gaps

    async with years_at(new.restored, LATER, WANTED) as box:
        owed = owed_of(box)
        assert await owed.listed.known() == told.listed
        assert await duties(box, owed, told.owing) == told.owed
        assert await box.classes_read(told.owing) == set(Klass)
        assert await box.classes_read(told.forgotten) == set()
        left = await box.records.open(told.forgotten)
        assert left is None or not left.versions
        assert opened_by_a_thief(tmp_path, told.stolen) == set()
        assert traces(tmp_path, told.stolen) == 0, "neither in the copy nor on the new box"
        await box.forgetting.daily_round()
        assert await box.classes_read(told.owing) == set(Klass), "what owes something is not forgotten"
    with sqlite3.connect(new.restored / "logbook" / "logbook.db") as db:
        streams = {stream for (stream,) in db.execute("SELECT DISTINCT stream FROM wrap")}
    db.close()
    assert streams and not streams & {each.stream for each in told.stolen}
