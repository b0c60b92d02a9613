"""Tells how long the classes of a record are kept, by which rule, and what forbids to destroy them. Pure; destroys nothing.

The district sets the figures (`retention` in the plan). RULES says what each is for, and where its usual value comes from. A class is
destroyed on a Monday: the building's reading keys are weekly, and what is destroyed on one day needs one carrying forward, not seven.
"""

from collections.abc import Iterable, Set
from datetime import UTC, date, datetime, timedelta

import msgspec

from appliance.core.calls.closing import is_practice
from appliance.core.calls.events import CallMadeReal, CallUpgraded, FirstCall, RecordOpened
from appliance.core.ground.moment import Moment
from appliance.plan.model import Retention
from appliance.record.derived import Seen, standing
from appliance.record.events import owes_record
from appliance.record.record import Record
from appliance.record.words import Klass, Status

ALL = tuple(Klass)


class Rule(msgspec.Struct, frozen=True):
    """One line of the schedule. `name` is the name of the plan's field without `_years`."""

    name: str
    covers: str
    counted_from: str
    source: str

    def years(self, kept: Retention) -> int:
        """Give the years that the district set."""
        return int(getattr(kept, f"{self.name}_years"))

    def called(self, kept: Retention) -> str:
        """Name the rule as a certificate does: "incident, 7 years after it was last written to"."""
        years = self.years(kept)
        return f"{self.name}, {years} year{'' if years == 1 else 's'} after {self.counted_from}"


_LAST_WRITTEN = "it was last written to"

INCIDENT = Rule(
    "incident",
    "what happened, student and personnel facts, and who read them: the access log lives as long as its record",
    _LAST_WRITTEN,
    "ours, after Colorado SB23-296, which keeps harassment reports 7 years; no state schedule names this kind of record",
)
INJURY = Rule(
    "injury",
    "medical facts of a record in which somebody was hurt; a claim that is still open needs a hold",
    "the end of that year",
    "29 CFR 1904.33(a): injury records are kept five years after the end of the year they cover",
)
NEEDLESS = Rule(
    "needless",
    "calls in which nothing happened, tests and tap-outs, in which nobody told an account",
    _LAST_WRITTEN,
    "ours: a year of them shows whether buttons and people work, and is what an audit looks back on",
)
DRILL = Rule(
    "drill",
    "practice calls",
    _LAST_WRITTEN,
    "ours: three years of drills show whether a school got better at it",
)
RULES = (INCIDENT, INJURY, NEEDLESS, DRILL)


class Due(msgspec.Struct, frozen=True):
    """These classes may be destroyed since that day, by that rule."""

    classes: tuple[Klass, ...]
    rule: str
    since: date


class Verdict(msgspec.Struct, frozen=True):
    """What may be destroyed of one record today, and a sentence that says why, or why not."""

    due: tuple[Due, ...]
    says: str


def judge(record: Record, seen: Seen, kept: Retention, today: date) -> Verdict:
    """Tell what may be destroyed today. `seen` is what the appliance filled (`derived.py`). Does not ask whether the schedule was
    approved.
    """
    written = _last_written(record)
    against = _against(record, seen)
    if against or written is None:
        return Verdict((), against or "Kept: no clock that could be trusted says how old it is.")
    ends = _ends(record, seen, kept, written)
    due = tuple(Due(classes, rule.called(kept), since) for classes, rule, since in ends if since <= today)
    if due:
        return Verdict(due, _says(due))
    _, rule, since = min(ends, key=lambda each: each[2])
    return Verdict((), f"Kept until {since}: {rule.called(kept)}.")


def left(verdict: Verdict, kept: Set[Klass]) -> Verdict:
    """Limit a verdict to the classes that still have a key: what was destroyed already is not due a second time."""
    of_each = ((each, tuple(klass for klass in each.classes if klass in kept)) for each in verdict.due)
    due = tuple(Due(classes, each.rule, each.since) for each, classes in of_each if classes)
    return Verdict(due, _says(due) if due else "Kept: what was due of it is destroyed already.")


def _says(due: tuple[Due, ...]) -> str:
    return " ".join(f"Its time is over since {each.since}: {each.rule}." for each in due)


def soonest(kept: Retention, today: date) -> date:
    """Give a day such that a record which began later cannot be due by any rule."""
    return _years_after(today, -min(rule.years(kept) for rule in RULES))


def day_of(wall_ms: int) -> date:
    """Give the day of a wall clock reading in milliseconds, in UTC, like the weeks of reading keys."""
    return datetime.fromtimestamp(wall_ms / 1000, UTC).date()


def _against(record: Record, seen: Seen) -> str:
    """Say what forbids to destroy anything of the record, however old it is; empty where nothing does."""
    if record.held_for:
        return "Kept: it is held, until an administrator releases it."
    begun = [event for _, _, event in record.live if isinstance(event, FirstCall | RecordOpened)]
    if not begun:
        return "Kept: how it began cannot be read."
    if isinstance(begun[0], FirstCall) and standing(record, seen, "outcome") is None:
        return "Kept: the call is not over."
    if _rule(record, seen) in {DRILL, NEEDLESS} and not _owes(record, seen):
        return ""
    if record.status is not Status.REVIEWED:
        return "Kept: the record is not finished. Somebody has to submit and review it first."
    if _rule(record, seen) is INCIDENT and not record.copy_offered:
        return "Kept: the educator was not offered a full copy yet."
    return ""


def _rule(record: Record, seen: Seen) -> Rule:
    if record.items.get("account") or _somebody_was_hurt(record, seen):
        return INCIDENT  # somebody's own words are always kept as an incident, and an injury in practice is real
    if is_practice(event for _, _, event in record.live):
        return DRILL
    nothing = standing(record, seen, "event_kind") == "nothing"
    return NEEDLESS if nothing or not _owes(record, seen) else INCIDENT


def _owes(record: Record, seen: Seen) -> bool:
    """Whether somebody has to write the record. Practice, a tap-out and a test need none."""
    events = [event for _, _, event in record.live]
    real = any(
        owes_record(event)
        for event in events
        if isinstance(event, FirstCall | CallUpgraded | CallMadeReal | RecordOpened)
    )
    return real and not is_practice(events) and standing(record, seen, "mode") != "test"


def _ends(record: Record, seen: Seen, kept: Retention, written: date) -> list[tuple[tuple[Klass, ...], Rule, date]]:
    """Give which classes are destroyed by which rule, and from which Monday on."""
    rule = _rule(record, seen)
    end = monday(_years_after(written, rule.years(kept)))
    if rule is not INCIDENT or not _somebody_was_hurt(record, seen):
        return [(ALL, rule, end)]
    year_after = date(written.year + INJURY.years(kept) + 1, 1, 1)
    medical = monday(year_after)
    if medical >= end:  # the rest says who was hurt and how badly; it must not go before the time for injuries is over
        return [(ALL, INJURY, medical)]
    return [((Klass.RESTRICTED,), INJURY, medical), (ALL, INCIDENT, end)]


def _somebody_was_hurt(record: Record, seen: Seen) -> bool:
    return standing(record, seen, "anyone_hurt") is True or bool(record.items.get("injury"))


def _last_written(record: Record) -> date | None:
    """Give the day of the record's newest entry, without views, by clocks that were trusted. Reading a record does not keep it longer."""
    moments: Iterable[Moment] = (
        *(at for _, at, _ in record.live),
        *(version.at for versions in record.versions.values() for version in versions),
        *(note.at for notes in record.notes.values() for note in notes),
        *(at for _, _, at in record.moved),
    )
    trusted = [at.wall_ms for at in moments if at.week_minute is not None]
    return day_of(max(trusted)) if trusted else None


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def monday(day: date) -> date:
    """Give the same day if it is a Monday, or the Monday after it. What is destroyed goes on Mondays."""
    return day + timedelta(days=-day.weekday() % 7)
