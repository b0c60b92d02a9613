"""A record in which much is owed, at a running school where every role has a person, and a desk that lists and notes it."""

from dataclasses import dataclass

import msgspec

from appliance.api.ask import Reply
from appliance.api.duties.messages import DutiesKnown, DutyLine, ListDuties, NoteDuty
from appliance.api.records.messages import AccountTaken, LeaveRecord, OpenRecord, TellAccount, Written
from appliance.core.ground.words import KnownBy
from appliance.core.listed.commands import AdoptDuties
from appliance.duties.adopted.rules_document import to_document as to_rules_document
from appliance.listed.shipped import shipped
from appliance.plan.document import digest, to_document
from appliance.plan.ids import IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Role
from appliance.record.events import FactWritten
from appliance.record.fields import FIELDS
from appliance.record.words import Attempt, Author, FieldId, ItemId, Shown, Value
from tests.appliance.doors.console.test_every_field import PEOPLE
from tests.appliance.doors.harness import FRONT, NURSE, Console, Harness, school

SOMEBODY = Author(desk=NURSE, shown=Shown.NOT_SHOWN)
CONTACT = Author(desk=NURSE, shown=Shown.PIN, person=PersonId("p-point-of-contact"))
STUDENTS_NAME, TEACHERS_NAME, TELLERS_NAME = "Zqstudent", "Zqteacher", "Zqteller"


@dataclass
class Bitten:
    """The record, and the code on its reporter's receipt."""

    incident: IncidentId
    code: str


@dataclass
class Desk:
    """A console at which somebody lists and notes."""

    console: Console

    async def all(self, **more: object) -> DutiesKnown:
        return await self._known(ListDuties(request=0, **more))  # type: ignore[arg-type]

    async def of(self, incident: IncidentId, code: str = "") -> DutiesKnown:
        return await self._known(ListDuties(request=0, incident=incident, code=code, limit=100))

    async def refused(self, **more: object) -> str:
        answer = await self.console.line.ask(ListDuties(request=0, **more))  # type: ignore[arg-type]
        assert isinstance(answer, Reply) and not answer.ok, answer
        return answer.says

    async def notes(self, line: DutyLine, *, done: bool = True, **more: object) -> Written:
        last = line.notes[-1].entry if line.notes else 0
        note = NoteDuty(
            request=0,
            incident=line.record.incident,
            rule=line.rule,
            about=line.about,
            confirms=line.confirms,
            done=done,
            seen=last,
            attempt=Attempt("a1"),
        )
        answer = await self.console.line.ask(msgspec.structs.replace(note, **more))
        assert isinstance(answer, Written), answer
        return answer

    async def _known(self, message: ListDuties) -> DutiesKnown:
        answer = await self.console.line.ask(message)
        assert isinstance(answer, DutiesKnown), answer
        return answer


def named(known: DutiesKnown) -> dict[str, DutyLine]:
    """Give the lines by rule, and by item where there is one: `point-of-contact person-1`."""
    return {f"{line.rule} {line.about}".strip(): line for line in known.duties}


async def staffed(harness: Harness) -> None:
    """Give every role a person with a PIN, and adopt the neutral set and Colorado's."""
    await harness.adopt(to_document(msgspec.structs.replace(school(), people=PEOPLE))).kept
    harness.give_pins(*(person.person for person in PEOPLE))
    rules = to_rules_document([shipped(name) for name in ("neutral", "colorado")])
    await harness.engine.submit(AdoptDuties(by="R. Ortiz", digest=digest(rules), document=rules)).kept


async def signs_in(console: Console, role: Role) -> Desk:
    assert (await console.proves(f"p-{role}")).ok
    await console.board(lambda board: board.proven)
    return Desk(console)


async def bitten(harness: Harness) -> Bitten:
    """A student bit a teacher. It was told at the front desk, and the point of contact said who the teller is."""
    async with harness.console(FRONT) as front:
        opened = await front.line.ask(
            OpenRecord(
                request=0, room=RoomId("201"), kind=Kind.ASSIST, known_by=KnownBy.REPORTED_LATER, occurred_ms=None
            )
        )
        assert isinstance(opened, Written) and opened.ok, opened
        incident = opened.incident
        told = await front.line.ask(TellAccount(request=0, incident=incident, text="I was bitten.", name=TELLERS_NAME))
        assert isinstance(told, AccountTaken), told
        await front.line.ask(LeaveRecord(request=0, incident=incident))
    await facts(
        harness,
        incident,
        event_kind="happened",
        behavior="battery",
        contact_form=("bit",),
        directed_at=("staff",),
        anyone_hurt=True,
        students_present=20,
    )
    await facts(harness, incident, "person-1", person_role="involved", person_type="student")
    await facts(harness, incident, "person-1", person_student_name=STUDENTS_NAME)
    await facts(harness, incident, "person-2", person_role="affected", person_type="teacher")
    await facts(harness, incident, "person-2", person_staff_name=TEACHERS_NAME)
    await facts(harness, incident, "injury-1", injury_person="person-2", injury_level="minor")
    await facts(harness, incident, "reporter-1", by=CONTACT, reporter_is_person="person-2")
    return Bitten(incident, told.code)


async def facts(
    harness: Harness, incident: IncidentId, item: str = "", /, by: Author = SOMEBODY, **values: Value
) -> None:
    """Write several facts, as a desk does."""
    written = [
        FactWritten(
            incident=incident,
            by=by,
            klass=FIELDS[field].klass,
            field=field,
            item=ItemId(item),
            value=value,
            why="as it was",
        )
        for name, value in values.items()
        for field in [FieldId(name) if FieldId(name) in FIELDS else FieldId(name.replace("_", ".", 1))]
    ]
    kept = await harness.records.write(incident, lambda _: written)
    assert not isinstance(kept, str), kept
