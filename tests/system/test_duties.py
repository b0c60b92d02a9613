"""Tells of duties in a real daemon: listed, noted, and listed again by the process that starts after a kill; a closing moves a date."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from appliance.api.desk.client import DeskClient
from appliance.api.desk.people import ProveSelf
from appliance.api.duties.messages import DutiesKnown, DutyLine, ListDuties, NoteDuty
from appliance.api.records.messages import OpenRecord, WriteFact, Written
from appliance.core.ground.words import KnownBy
from appliance.core.listed.commands import AdoptSchoolCalendar, DeclareClosing
from appliance.daemon import Daemon
from appliance.duties.adopted.calendar_document import SchoolCalendar
from appliance.duties.adopted.calendar_document import to_document as calendar_document
from appliance.duties.calendar import SchoolYear
from appliance.duties.duty import State
from appliance.plan.document import digest, to_document
from appliance.plan.ids import DeskId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Person, Plan, Role
from appliance.record.fields import FIELDS
from appliance.record.words import NEW, FieldId, ItemId, Value
from appliance.settings import Settings
from appliance.vault.people import People
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.school import ALL_WEEK, school

pytestmark = pytest.mark.slow

OKAFOR, PIN = PersonId("okafor"), "830917"
TIME_FOR_OTHERS, CONTACT = "time-for-others", "point-of-contact"


def with_administrator() -> Plan:
    plan = school()
    return msgspec.structs.replace(
        plan, people=(*plan.people, Person(OKAFOR, "Mercy Okafor", (Role.ADMINISTRATOR,), ALL_WEEK))
    )


class Office:
    """An administrator at the front desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def signs_in(self) -> None:
        answer = await self.desk.line.ask(ProveSelf(request=0, person=OKAFOR, secret=PIN))
        assert answer.ok, answer.says
        await self.desk.board(lambda board: board.proven)

    async def opens_a_record(self, occurred_ms: int | None = None) -> IncidentId:
        """Write down what somebody told by telephone: a teacher was threatened before a class of twelve."""
        opened = await self.desk.line.ask(
            OpenRecord(
                request=0, room=RoomId("B201"), kind=Kind.ASSIST, known_by=KnownBy.PHONE, occurred_ms=occurred_ms
            )
        )
        assert isinstance(opened, Written) and opened.ok, opened
        incident = opened.incident
        for name, value in (("event_kind", "happened"), ("anyone_hurt", False), ("students_present", 12)):
            await self._writes(incident, name, value)
        person = await self._writes(incident, "person.role", "affected", NEW)
        await self._writes(incident, "person.type", "teacher", person)
        return incident

    async def _writes(self, incident: IncidentId, name: str, value: Value, item: str = "") -> str:
        field = FIELDS[FieldId(name)].field
        write = WriteFact(request=0, incident=incident, field=field, item=ItemId(item), value=value, seen=0)
        answer = await self.desk.line.ask(write)
        assert isinstance(answer, Written) and answer.ok, answer
        return answer.item

    async def lists(self, incident: IncidentId | None = None) -> dict[str, DutyLine]:
        known = await self.desk.line.ask(ListDuties(request=0, incident=incident, limit=100))
        assert isinstance(known, DutiesKnown), known
        assert known.unread == 0
        return {line.rule: line for line in known.duties}

    async def notes(self, line: DutyLine, words: str) -> None:
        note = NoteDuty(
            request=0,
            incident=line.record.incident,
            rule=line.rule,
            about=line.about,
            confirms=line.confirms,
            done=True,
            words=words,
        )
        answer = await self.desk.line.ask(note)
        assert isinstance(answer, Written) and answer.ok, answer


async def test_what_was_noted_is_noted_after_a_kill_and_what_is_owed_is_owed(tmp_path: Path) -> None:
    async with Box(tmp_path, plan=with_administrator()) as box:
        (box.data / "keys").mkdir(mode=0o700, exist_ok=True)
        People(box.data / "keys").set(OKAFOR, PIN)
        await box.starts()
        office = Office(await box.desk("front"))
        await office.signs_in()
        incident = await office.opens_a_record()
        before = await office.lists()
        assert {TIME_FOR_OTHERS, CONTACT} <= set(before)
        await office.notes(before[TIME_FOR_OTHERS], "In B12, with the counselor.")
        box.kill()
        await box.starts()
        office = Office(await box.desk("front"))
        await office.signs_in()
        after = await office.lists()
        assert after == {rule: line for rule, line in before.items() if rule != TIME_FOR_OTHERS}
        closed = (await office.lists(incident))[TIME_FOR_OTHERS]
        assert (closed.state, [each.words for each in closed.notes]) == (
            State.CLOSED,
            ["In B12, with the counselor."],
        )
        assert closed.notes[0].by == "Mercy Okafor"


async def test_a_closing_that_is_declared_later_moves_a_date_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    settings = Settings(data=tmp_path / "data", run=tmp_path / "run")
    today = date.today()  # noqa: DTZ011 - the daemon's clock is real
    async with Daemon.started(settings) as daemon:
        daemon.people.set(OKAFOR, PIN)
        await daemon.adopt(to_document(with_administrator())).kept
        year = SchoolYear(
            name="this year",
            first=today - timedelta(days=100),
            last=today + timedelta(days=150),
            ends_min=15 * 60,
            weekdays=frozenset(range(7)),
        )
        calendar = calendar_document(SchoolCalendar(name="Juniper", years=(year,)))
        await _does(daemon, AdoptSchoolCalendar(by="R. Ortiz", digest=digest(calendar), document=calendar))
        async with DeskClient.connect(settings.desk_socket, DeskId("front"), "test") as line:
            office = Office(Desk(line))
            await office.signs_in()
            incident = await office.opens_a_record()
            before = (await office.lists())[TIME_FOR_OTHERS].due
            assert before is not None and not before.moved
            snow = f"{today + timedelta(days=2)}"
            await _does(daemon, DeclareClosing(by="A. Chen", first=snow, last=snow, why="a snow day"))
            for found in (await office.lists(), await office.lists(incident)):
                after = found[TIME_FOR_OTHERS].due
                assert after is not None and after.at_ms == before.at_ms + 86_400_000
                (moved,) = after.moved
                assert "a snow day" in moved and "declared on" in moved


async def _does(daemon: Daemon, command: Any) -> None:
    await daemon.engine.submit(command).kept
