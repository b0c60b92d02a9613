"""Makes records to look at: from a story told in a small school, and from facts written by hand."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from appliance.core.events import Event
from appliance.core.ground.events import IncidentEvent
from appliance.core.ground.moment import Moment
from appliance.plan.ids import DeskId, IncidentId, PersonId
from appliance.record.events import AnyEvent, FactWritten, RecordMoved
from appliance.record.fields import FIELDS
from appliance.record.record import Record
from appliance.record.words import Author, FieldId, ItemId, Shown, Status, Value
from tests.appliance.core.story import Story

INCIDENT = IncidentId("i1")
FRONT = DeskId("front")
SOMEBODY = Author(desk=FRONT, shown=Shown.NOT_SHOWN)
TEN_MS = 1_788_278_400_000


def reporter(item: str) -> Author:
    return Author(desk=FRONT, shown=Shown.CODE, reporter=ItemId(item))


def staff(person: str) -> Author:
    return Author(desk=FRONT, shown=Shown.PIN, person=PersonId(person))


def record_of(story: Story) -> Record:
    """Give the record of the newest incident in the story."""
    told = [(at, event) for at, event in story.recorded if isinstance(event, IncidentEvent)]
    record = Record(told[-1][1].incident)
    for number, (at, event) in enumerate(told, 1):
        if event.incident == record.incident:
            record.take(number, at, event)
    return record


class Writing:
    """Writes facts into one record, entry after entry."""

    def __init__(self, record: Record | None = None) -> None:
        self.record = record or Record(INCIDENT)
        self._minutes: Iterator[int] = iter(range(1, 10_000))

    def happens(self, event: Event, wall_ms: int = TEN_MS) -> None:
        self.record.take(self.record.newest + 1, Moment(0, wall_ms, 600), event)

    def write(self, name: str, value: Value, item: str = "", by: Author = SOMEBODY, why: str = "") -> None:
        field, token = FIELDS[FieldId(name)], ItemId(item)
        fact = FactWritten(
            incident=self.record.incident, by=by, klass=field.klass, field=field.field, item=token, value=value, why=why
        )
        self.record.take(self.record.newest + 1, Moment(0, TEN_MS + next(self._minutes) * 60_000, 600), fact)

    def facts(self, item: str = "", /, by: Author = SOMEBODY, **values: Value) -> None:
        """Write several facts at once: `facts("p1", person_role="involved")`. The first underscore of a group's field
        stands for its point.
        """
        for name, value in values.items():
            self.write(name if FieldId(name) in FIELDS else name.replace("_", ".", 1), value, item, by)

    def move(self, to: Status) -> None:
        moved = RecordMoved(incident=self.record.incident, by=SOMEBODY, klass=FIELDS[FieldId("status")].klass, to=to)
        self.record.take(self.record.newest + 1, Moment(0, TEN_MS, 600), moved)

    def happens_to_record(self, event: AnyEvent, day: date | None = None) -> None:
        """Let somebody read, hold or offer the record."""
        wall_ms = TEN_MS if day is None else int(datetime.combine(day, time(12), UTC).timestamp() * 1000)
        self.record.take(self.record.newest + 1, Moment(0, wall_ms, 600), event)
