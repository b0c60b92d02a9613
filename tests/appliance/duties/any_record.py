"""Records of any kind, for properties that hold of all of them: facts, amendments and removals at any times."""

import random
from dataclasses import dataclass

from hypothesis import strategies as some

from appliance.core.ground.moment import Moment
from appliance.plan.ids import DeskId, PersonId
from appliance.record.events import FactWritten
from appliance.record.fields import FIELDS
from appliance.record.words import Author, FieldId, ItemId, Shown, Value
from tests.appliance.duties.school import Telling, ms

PEOPLE = ("p1", "p2", "p3")
WRITERS = (
    Author(desk=DeskId("front"), shown=Shown.NOT_SHOWN),
    Author(desk=DeskId("front"), shown=Shown.CODE, reporter=ItemId("reporter-1")),
    *(Author(desk=DeskId("front"), shown=Shown.PIN, person=PersonId(each)) for each in ("reyes", "tran", "haddad")),
)
_SUPPORTS = ("point-of-contact", "rights", "medical", "mental-health", "debrief", "paid-time", "cover", "check-in-7")
_REMOVALS = ("none", "classroom-removal", "out-of-school", "expulsion")
_WHEN = (ms("2026-11-20 10:00"), ms("2026-11-25 14:00"), ms("2026-12-18 16:55"))

POOL: dict[str, tuple[tuple[str, ...], tuple[Value, ...]]] = {
    "event_kind": (("",), ("happened", "happened", "attempt", "near-miss", "medical")),
    "occurred_at": (("",), _WHEN),
    "anyone_hurt": (("",), (True, False)),
    "restraint_used": (("",), (True, False)),
    "room_action": (("",), (("none",), ("room-clear",), ("lockdown", "room-clear"))),
    "who_covered": (("",), ("teacher", None)),
    "contact_form": (("",), (("bit",), ("strangled",), ("verbal", "property"))),
    "directed_at": (("",), (("staff",), ("student",))),
    "students_present": (("",), (0, 20)),
    "person.role": (PEOPLE, ("affected", "involved", "witness")),
    "person.type": (PEOPLE, ("teacher", "student", "para")),
    "person.plan_status": (PEOPLE, (("none",), ("iep",), ("unknown",), ("504", "bip"))),
    "person.early_grade": (PEOPLE, (True, False)),
    "person.asked_first": (PEOPLE, (True, False)),
    "injury.person": (("i1", "i2"), PEOPLE),
    "injury.level": (("i1", "i2"), ("none", "minor", "major", "fatal")),
    "injury.treatment": (("i1", "i2"), (("nurse",), ("clinic",), ("refused",))),
    "injury.notice_at": (("i1", "i2"), _WHEN),
    "injury.notice_stamped_at": (("i1", "i2"), _WHEN),
    "restraint.person": (("r1",), PEOPLE),
    "restraint.type": (("r1",), ("physical", "seclusion", "prone")),
    "restraint.seconds": (("r1",), (40, 60, 90)),
    "restraint.began": (("r1",), _WHEN),
    "restraint.reported_at": (("r1",), (*_WHEN, None)),
    "notice.about": (("n1",), PEOPLE),
    "notice.at": (("n1",), _WHEN),
    "notice.method": (("n1",), ("phone", "not-reached")),
    "action.person": (("a1", "a2"), PEOPLE),
    "action.kind": (("a1", "a2"), _REMOVALS),
    "action.days": (("a1", "a2"), (1, 5)),
    "action.days_before": (("a1", "a2"), (0, 7)),
    "action.from": (("a1", "a2"), _WHEN),
    "action.returns": (("a1", "a2"), _WHEN),
    "action.decided_by": (("a1", "a2"), ("principal",)),
    "action.decided_at": (("a1", "a2"), (*_WHEN, None)),
    "support.person": (("s1", "s2", "s3"), PEOPLE),
    "support.kind": (("s1", "s2", "s3"), _SUPPORTS),
    "support.offered_at": (("s1", "s2", "s3"), (*_WHEN, None)),
    "support.evaluator": (("s1", "s2", "s3"), (True, False)),
    "support.answer": (("s1", "s2", "s3"), ("accepted", "declined", "later", "not-again", "cannot-be-asked")),
    "support.confirmed": (("s1", "s2", "s3"), (True, False)),
    "support.done_at": (("s1", "s2", "s3"), _WHEN),
    "debrief.at": (("d1",), _WHEN),
    "debrief.educator_present": (("d1",), (True, False)),
    "debrief.next": (("d1",), ("A second adult at lunch.", None)),
    "reporter.is_person": (("reporter-1",), PEOPLE),
    "law_enforcement": (("",), (("911",), ("not-contacted",))),
}
"""Field → its items, and values that it may be given."""


@dataclass(frozen=True)
class Fact:
    """One value, and the time at which it is written."""

    field: str
    item: str
    value: Value
    at_ms: int
    by: Author


_FACTS = [(field, item) for field, (items, _) in POOL.items() for item in items]


@some.composite
def facts(draw: some.DrawFn) -> list[Fact]:
    """Any facts, amendments and removals, with any times: two may have one time, and a clock may go back."""
    # One random number chooses about two thirds of all that can be written, so that duties of every kind are owed
    dice = random.Random(draw(some.integers(0, 2**32)))
    chosen = [each for each in _FACTS if dice.random() < 0.66]
    chosen += draw(some.lists(some.sampled_from(_FACTS), max_size=15))
    return [_fact(field, item, dice) for field, item in chosen]


def _fact(field: str, item: str, dice: random.Random) -> Fact:
    at_ms = ms("2026-11-20 10:02") + dice.randrange(14 * 24 * 60) * 60_000
    return Fact(field, item, dice.choice(POOL[field][1]), at_ms, dice.choice(WRITERS))


def told(written: list[Fact]) -> Telling:
    """The record that they make, in this order."""
    story = Telling("2026-11-20 10:00")
    for fact in written:
        record, field = story.record, FIELDS[FieldId(fact.field)]
        event = FactWritten(
            incident=record.incident,
            by=fact.by,
            klass=field.klass,
            field=field.field,
            item=ItemId(fact.item),
            value=fact.value,
        )
        record.take(record.newest + 1, Moment(0, fact.at_ms, 600), event)
    return story
