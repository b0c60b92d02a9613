"""Derives the duties of one record, with what decides who may see them, in slices that let a press through. Knows no desk and no reader."""

import asyncio
import time
from typing import TYPE_CHECKING

import msgspec

from appliance.core.calls.by_voice.place_said import place_said
from appliance.core.calls.events import FirstCall, RecordOpened
from appliance.core.ground.place import Place
from appliance.duties.deriving import derive_each
from appliance.duties.duty import Duty, State
from appliance.duties.facts import Facts
from appliance.duties.rules import Rule, RuleId
from appliance.duties.seeing import Looked, Sight, looked_at, person_of, sight_of
from appliance.plan.ids import IncidentId, PersonId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind
from appliance.record.derived import derived, kind_now
from appliance.record.fields import GROUPS, of_group
from appliance.record.first_reader import Choices, choices
from appliance.record.record import Note, Record
from appliance.record.words import FactId, FieldId, ItemId, Status, Value

if TYPE_CHECKING:
    from appliance.duties.adopted.listed import Listed  # what reads rules takes longer to load than a start may wait

SLICE_S = 0.003
"""Work between two turns of the loop. A rule takes 0.1 ms for one item, so no slice is much longer. A press waits for one slice at most."""

type Begun = FirstCall | RecordOpened


class Name(msgspec.Struct, frozen=True):
    """A name that somebody wrote of the person whom a duty is about, and what a reader must be allowed to read to be told it."""

    name: str
    looked: tuple[Looked, ...]


class NoteOf(msgspec.Struct, frozen=True):
    """A note. `known` holds what is known of its writer where they wrote as a reporter: the name and the person of the plan."""

    note: Note
    known: tuple[Value, Value] = (None, None)


class Owing(msgspec.Struct, frozen=True):
    """One duty, with its rule, what decides who sees it, and the notes on it, oldest first.

    `about` says what it is about: "person", "injury". `names` are of the person whom it is about.
    """

    duty: Duty
    rule: Rule
    sight: Sight
    about: str = ""
    names: tuple[Name, ...] = ()
    notes: tuple[NoteOf, ...] = ()

    @property
    def waits_for_somebody(self) -> bool:
        """Whether it is open, or waits for a question."""
        return self.duty.state in (State.OPEN, State.NOT_YET)


class OfRecord(msgspec.Struct, frozen=True):
    """What a record owes, as of its entry `changed`. `reporters`: person of the plan → the reporter who told an account with their PIN."""

    incident: IncidentId
    changed: int
    begun: Begun
    place: Place
    """Where it was, as it was said last."""
    wall_ms: int
    """When the incident was called, or began as reported."""
    status: Status
    reporters: dict[PersonId, ItemId]
    owing: tuple[Owing, ...]
    choices: Choices = Choices()
    """Which accounts have a first reader."""

    @property
    def waits_for_somebody(self) -> bool:
        """Whether anything in it is open, or waits for a question."""
        return any(each.waits_for_somebody for each in self.owing)


async def look(record: Record, listed: "Listed", index: PlanIndex) -> OfRecord | None:
    """Derive all duties of a record. None if its beginning cannot be read, and for a tap-out, which has no record.

    Somebody may write into the record meanwhile: then it begins again.
    """
    while True:
        changed, found = record.changed, list[Duty]()
        began_s = time.perf_counter()
        for duty in derive_each(Facts(record, derived(record, index)), listed.rules.rules, listed.calendar):
            found += [duty] if duty is not None else []
            if time.perf_counter() - began_s > SLICE_S:
                await asyncio.sleep(0)
                began_s = time.perf_counter()
        if record.changed == changed:
            return of_record(record, found, listed)
        await asyncio.sleep(0)


def of_record(record: Record, duties: list[Duty], listed: "Listed") -> OfRecord | None:
    """Put these duties of a record together with what decides who sees them."""
    begun = next(((at, event) for _, at, event in record.live if isinstance(event, FirstCall | RecordOpened)), None)
    if begun is None or kind_now(record, begun[1].kind) is Kind.TAP_OUT:
        return None
    at, event = begun
    occurred_ms = event.occurred_ms if isinstance(event, RecordOpened) else None
    rules: dict[RuleId, Rule] = {rule.rule: rule for rule in listed.rules.rules}
    known: dict[tuple[FactId, bool], Looked] = {}
    return OfRecord(
        incident=record.incident,
        changed=record.changed,
        begun=event,
        place=place_said(event, (each for _, _, each in record.live)),
        wall_ms=at.wall_ms if occurred_ms is None else occurred_ms,
        status=record.status,
        reporters=_reporters(record),
        owing=tuple(_owing(record, duty, rules[duty.rule], known) for duty in duties),
        choices=choices(record),
    )


def _owing(record: Record, duty: Duty, rule: Rule, known: dict[tuple[FactId, bool], Looked]) -> Owing:
    return Owing(
        duty=duty,
        rule=rule,
        sight=sight_of(duty, record, known),
        about=GROUPS[duty.group].one if duty.group else "",
        names=tuple(_names(record, duty)),
        notes=tuple(_note(record, each) for each in record.notes.get((duty.rule, duty.about), ())),
    )


def _names(record: Record, duty: Duty) -> list[Name]:
    if duty.group == "telling":
        return _of_conversation(record, duty.about)
    person = person_of(duty, record)
    if not person:
        return []
    # whose injury or support it is must be readable too, and not only what the person is called
    link = () if duty.group == "person" else (looked_at(record, FactId(FieldId(f"{duty.group}.person"), duty.about)),)
    fact_ids = [FactId(field.field, person) for field in of_group("person") if field.names_somebody]
    values = [(fact_id, record.value(fact_id.field, person)) for fact_id in fact_ids]
    told = [(fact_id, value) for fact_id, value in values if isinstance(value, str) and value]
    return [Name(value, (*link, looked_at(record, fact_id))) for fact_id, value in told]


def _of_conversation(record: Record, item: ItemId) -> list[Name]:
    """Name the two who have a conversation before class."""
    fact_ids = [FactId(FieldId(field), item) for field in ("telling.by", "telling.told")]
    found = [record.value(each.field, item) for each in fact_ids]
    names = [each for each in found if isinstance(each, str) and each]
    if len(names) < len(fact_ids):
        return []
    return [Name(" and ".join(names), tuple(looked_at(record, each) for each in fact_ids))]


def _note(record: Record, note: Note) -> NoteOf:
    if note.by.reporter is None:
        return NoteOf(note)
    names = ("reporter.name", "reporter.person")
    name, person = (record.value(field, note.by.reporter) for field in names)
    return NoteOf(note, (name, person))


def _reporters(record: Record) -> dict[PersonId, ItemId]:
    found: dict[PersonId, ItemId] = {}
    for item in record.items.get("reporter", ()):
        person = record.value("reporter.person", item)
        if isinstance(person, str) and person:
            found.setdefault(PersonId(person), item)
    return found
