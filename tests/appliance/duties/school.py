"""A school to owe duties in: its calendar of 2026-27, and records that are written at times on its wall clock."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.core.calls.events import RecordOpened, SeclusionNoted
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Actor, KnownBy, NoBreak
from appliance.duties.calendar import Calendar, Holiday, SchoolYear, Special
from appliance.duties.deriving import derive
from appliance.duties.duty import Duty, State
from appliance.duties.parse import parse
from appliance.duties.rules import Rule, RuleSet, join
from appliance.plan.ids import DeskId, IncidentId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind
from appliance.record.derived import Seen, derived
from appliance.record.events import DutyNoted, FactWritten, RecordMoved
from appliance.record.fields import FIELDS
from appliance.record.record import Record
from appliance.record.words import Author, FactId, FieldId, ItemId, Klass, Shown, Status, Value
from tests.appliance.core.story import school

DENVER = ZoneInfo("America/Denver")
DESK = DeskId("front")
SOMEBODY = Author(desk=DESK, shown=Shown.NOT_SHOWN)
RULES = Path(__file__).parents[3] / "appliance" / "duties" / "rules"


def ms(text: str) -> int:
    """`2026-11-25 10:02`, as the clock on the school's wall shows it."""
    return round(datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=DENVER).timestamp() * 1000)


def wall(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, DENVER).strftime("%Y-%m-%d %H:%M")


def days(first: str, last: str, why: str, **more: object) -> Special:
    return Special(first=date.fromisoformat(first), last=date.fromisoformat(last), why=why, **more)


CALENDAR = Calendar(
    zone=DENVER,
    years=(
        SchoolYear(name="2025-26", first=date(2025, 8, 14), last=date(2026, 5, 28), ends_min=15 * 60 + 30),
        SchoolYear(name="2026-27", first=date(2026, 8, 13), last=date(2027, 5, 27), ends_min=15 * 60 + 30),
    ),
    special=(
        days("2026-09-07", "2026-09-07", "Labor Day"),
        days("2026-10-09", "2026-10-12", "the fall break"),
        days("2026-10-30", "2026-10-30", "a half day", school=True, ends_min=11 * 60 + 30),
        days("2026-11-26", "2026-11-27", "Thanksgiving"),
        days("2026-12-21", "2027-01-04", "the winter break"),
        days("2027-01-18", "2027-01-18", "Martin Luther King Day"),
        days("2027-03-22", "2027-03-26", "the spring break"),
    ),
    holidays=(
        Holiday(date(2026, 9, 7), "Labor Day"),
        Holiday(date(2026, 11, 26), "Thanksgiving"),
        Holiday(date(2026, 12, 25), "Christmas Day"),
        Holiday(date(2027, 1, 1), "New Year's Day"),
    ),
)


def with_snow(day: str, declared: str) -> Calendar:
    """The same school, which declared a snow day later."""
    snow = days(day, day, "a snow day", declared_ms=ms(declared))
    return Calendar(
        zone=CALENDAR.zone, years=CALENDAR.years, special=(*CALENDAR.special, snow), holidays=CALENDAR.holidays
    )


def shipped(name: str) -> RuleSet:
    parsed = parse((RULES / f"{name}.toml").read_text(encoding="utf-8"))
    assert parsed.rules is not None, parsed.mistakes
    return parsed.rules


def adopted(*names: str) -> tuple[Rule, ...]:
    joined = join([shipped(name) for name in names])
    assert isinstance(joined, tuple), joined
    return joined


def rules_of(text: str) -> tuple[Rule, ...]:
    """Rules written in a test, in a set of their own."""
    parsed = parse(f'[set]\nname = "own"\ntitle = "Our own"\n{text}')
    assert parsed.rules is not None, parsed.mistakes
    return parsed.rules.rules


class Telling:
    """One record, written fact by fact at the times that are named. It was opened for an incident that rang nowhere."""

    def __init__(self, now: str, occurred: str = "", calendar: Calendar = CALENDAR, trusted: bool = True) -> None:
        self.calendar = calendar
        self.now_ms = ms(now)
        self.trusted = trusted
        self.record = Record(IncidentId("i1"))
        opened = RecordOpened(
            incident=self.record.incident,
            number=1,
            room=RoomId("204"),
            kind=Kind.ASSIST,
            known_by=KnownBy.REPORTED_LATER,
            occurred_ms=ms(occurred or now),
            by=Actor(DESK),
        )
        self._take(opened)

    def at(self, now: str) -> "Telling":
        self.now_ms = ms(now)
        return self

    def write(self, name: str, value: Value, item: str = "", why: str = "", by: Author = SOMEBODY) -> None:
        field = FIELDS[FieldId(name)]
        self._take(
            FactWritten(
                incident=self.record.incident,
                by=by,
                klass=field.klass,
                field=field.field,
                item=ItemId(item),
                value=value,
                why=why,
            )
        )

    def facts(self, item: str = "", /, by: Author = SOMEBODY, **values: Value) -> "Telling":
        """Several at once: `facts("p1", person_role="involved")`, the first underscore of a group's field being its point."""
        for name, value in values.items():
            self.write(name if FieldId(name) in FIELDS else name.replace("_", ".", 1), value, item, by=by)
        return self

    def no_break(self, why: NoBreak) -> "Telling":
        """A desk said that a student's break, which began when it happened, was no break."""
        began_ms = next(event.occurred_ms for _, _, event in self.record.live if isinstance(event, RecordOpened))
        self._take(SeclusionNoted(incident=self.record.incident, why=why, began_ms=began_ms, by=Actor(DESK)))
        return self

    def move(self, to: Status) -> None:
        self._take(RecordMoved(incident=self.record.incident, by=SOMEBODY, klass=Klass.OPERATIONAL, to=to))

    def note(
        self, rule: str, about: str = "", says: str = "done", *, done: bool = True, done_ms: int | None = None
    ) -> None:
        noted = DutyNoted(
            incident=self.record.incident,
            by=SOMEBODY,
            klass=Klass.PERSONNEL,
            rule=rule,
            about=ItemId(about),
            confirms=says,
            done=done,
            done_ms=done_ms,
        )
        self._take(noted)

    def _take(self, event: object) -> None:
        at = Moment(self.record.newest, self.now_ms, 600 if self.trusted else None)
        self.record.take(self.record.newest + 1, at, event)  # type: ignore[arg-type]

    @property
    def seen(self) -> Seen:
        return derived(self.record, PlanIndex(school()))

    def duties(self, rules: tuple[Rule, ...]) -> dict[str, Duty]:
        """Duties by the id of their rule, and their item where there is one: `point-of-contact p2`."""
        found = derive(self.record, self.seen, rules, self.calendar)
        return {f"{each.rule} {each.about}".strip(): each for each in found}

    def states(self, rules: tuple[Rule, ...]) -> dict[str, State]:
        return {name: each.state for name, each in self.duties(rules).items()}


def fact_id(field: str, item: str = "") -> FactId:
    return FactId(FieldId(field), ItemId(item))
