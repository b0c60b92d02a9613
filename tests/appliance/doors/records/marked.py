"""A record in which every field of the schema holds a mark of its own, and what of it each reader may find again.

Every fact was written and amended once; the mark stands in the reason, and in the value where that is a text. Which items are about
whom is written out here, and is not asked of the code that is tested.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from appliance.api.records.messages import AccountTaken, TellAccount
from appliance.core.calls.commands import Acknowledge, Arrive, Confirm, Dispatch, StandDown
from appliance.core.ground.words import Answer, Outcome
from appliance.engine.records import Records
from appliance.plan.ids import IncidentId
from appliance.plan.model import Role
from appliance.record.access import Rights
from appliance.record.codes import LISTS
from appliance.record.events import FactWritten
from appliance.record.fields import FIELDS
from appliance.record.schema import Field, Shape
from appliance.record.words import Author, FactId, FieldId, ItemId, Klass, Part, Shown, Value
from tests.appliance.doors.harness import FRONT, NURSE, Harness

STUDENT, TELLER, AIDE = "person-1", "person-2", "person-3"
ITEMS = {
    "person": (STUDENT, TELLER, AIDE),
    "injury": ("injury-1", "injury-2", "injury-3"),  # the student's, the teller's, the aide's
    "support": ("support-1", "support-2", "support-3"),
    "account": ("account-1", "account-2"),  # the teller's, and another person's
    "reporter": ("reporter-1", "reporter-2"),
}
OWN_ITEMS = {"account-1", "reporter-1", "injury-2", "support-2"}
STAFF_ITEMS = {TELLER, AIDE, "injury-2", "injury-3", "support-2", "support-3"}
TYPES = {STUDENT: "student", TELLER: "teacher", AIDE: "para"}
OFFERED = {"support-1": "mental-health", "support-2": "medical", "support-3": "time-off"}
OF_CARE = {
    (f"support.{name}", item)
    for name in ("kind", "answer", "confirmed", "due", "done_at")
    for item in ("support-1", "support-2")
}
"""Which care somebody was offered, and what became of it. Time off is no care."""
MARKED_NAME = "Zqresp"
"""The name of the responder and of who saw the room; it is of class A."""

SOMEBODY = Author(desk=NURSE, shown=Shown.NOT_SHOWN)
TELLS = Author(desk=FRONT, shown=Shown.NOT_SHOWN, reporter=ItemId("reporter-1"))
WHEN_MS = 1_790_000_000_000


def fact_ids() -> Iterator[FactId]:
    """Give every place that a person fills, each once; for a group that this file does not know, one item."""
    for field in FIELDS.values():
        if field.part is Part.SYSTEM:
            continue
        items = ITEMS.get(field.group, (f"{field.group}-1",)) if field.group else ("",)
        yield from (FactId(field.field, ItemId(item)) for item in items)


MARKS = {fact_id: f"Zq{number:03}x" for number, fact_id in enumerate(fact_ids())}
"""Marks are short and have no blank, so that no line breaks inside one."""
TELLERS_NAME = MARKS[FactId(FieldId("reporter.name"), ItemId("reporter-1"))]


def may_read(its: Rights, fact_id: FactId, *, told_it: bool) -> bool:
    """Whether the reader may read this spot, as the one who told it or as somebody who wrote nothing there: the rule in a few words."""
    own, staffs = told_it and fact_id.item in OWN_ITEMS, fact_id.item in STAFF_ITEMS
    if (fact_id.field, fact_id.item) in OF_CARE and fact_id.field not in its.cares:
        return own
    return (
        fact_id.field in its.reads
        or (own and fact_id.field in its.reads_own)
        or (staffs and fact_id.field in its.reads_of_staff)
    )


@dataclass(frozen=True, slots=True)
class Marked:
    """The record and the teller's code."""

    incident: IncidentId
    code: str
    entries: tuple[int, ...]


async def marked(harness: Harness) -> Marked:
    """Make a call of Room 201 from press to stand-down, tell an account at the front desk, and write everything else into it."""
    async with harness.console(FRONT) as front:
        await front.attended()
        harness.press("201")
        incident = (await front.sees("201")).incident
        for command in (
            Acknowledge(incident=incident),
            Dispatch(incident=incident, role=Role.NURSE),
            Confirm(incident=incident, responder=MARKED_NAME, answer=Answer.BY_RADIO),
            Arrive(incident=incident, responder=MARKED_NAME),
            StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room=MARKED_NAME),
        ):
            done = await front.line.act(command)
            assert done.ok, done.says
        telling = TellAccount(
            request=0,
            incident=incident,
            text=_value(FactId(FieldId("account.text"), ItemId("account-1"))),  # type: ignore[arg-type]
            name=TELLERS_NAME,
        )
        told = await front.line.ask(telling)
        assert isinstance(told, AccountTaken), told
    records = Records(harness.engine, harness.logbook, harness.queries)
    written = [
        fact for fact_id in MARKS for fact in (_fact(incident, fact_id, ""), _fact(incident, fact_id, MARKS[fact_id]))
    ]
    kept = await records.write(incident, lambda _: written)
    assert not isinstance(kept, str), kept
    return Marked(incident, told.code, tuple(v.number for versions in kept.versions.values() for v in versions))


def _fact(incident: IncidentId, fact_id: FactId, why: str) -> FactWritten:
    field = FIELDS[fact_id.field]
    by = TELLS if fact_id.item in {"account-1", "reporter-1"} and fact_id.field != "reporter.is_person" else SOMEBODY
    return FactWritten(
        incident=incident,
        by=by,
        klass=field.klass,
        field=fact_id.field,
        item=fact_id.item,
        value=_value(fact_id),
        why=why,
    )


def _value(fact_id: FactId) -> Value:
    field, mark = FIELDS[fact_id.field], MARKS[fact_id]
    match field.shape:
        case Shape.TEXT | Shape.WORDS:
            return mark
        case Shape.CODE:
            told = {"person.type": TYPES, "support.kind": OFFERED}.get(fact_id.field, {})
            return told.get(fact_id.item) or LISTS[field.codes].codes[0].code
        case Shape.CODES:
            return (LISTS[field.codes].codes[0].code,)
        case Shape.ITEM:
            return _whom(field, fact_id.item)
        case Shape.ITEMS:
            return (_whom(field, fact_id.item),)
        case Shape.YES_NO:
            return True
        case Shape.WHEN:
            return WHEN_MS
        case Shape.NUMBER | Shape.SECONDS | Shape.CENTS:
            return 7


def _whom(field: Field, item: ItemId) -> str:
    """Give whom an item is about: the student in the student's items, the teller in the teller's."""
    known = ITEMS.get(field.of_group, (f"{field.of_group}-1",))
    number = int(item.rpartition("-")[2])
    if field.field == "reporter.is_person":
        return TELLER if item == "reporter-1" else AIDE
    return known[min(number, len(known)) - 1]


def classes(facts_read: set[FactId]) -> set[Klass]:
    """Give the classes of these spots."""
    return {FIELDS[fact_id.field].klass for fact_id in facts_read}
