"""Defines a duty as it is derived: what is owed, by whom and to whom, when it is due and why, and how it stands. Pure."""

import enum
from datetime import date

import msgspec

from appliance.duties.parties import Party
from appliance.duties.rules import RuleId, Verified
from appliance.record.words import FactId, FieldId, ItemId


class State(enum.StrEnum):
    """How a duty stands."""

    NOT_YET = "not-yet"
    """Questions must be answered first."""
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    """It was owed, until a fact changed."""


class Due(msgspec.Struct, frozen=True):
    """When a duty is due. `says` explains the date in one sentence; `moved` has a sentence for each time it moved."""

    at_ms: int
    says: str
    moved: tuple[str, ...] = ()
    trusted: bool = True
    """False where the box's clock could not be trusted when it began, so that the date may be wrong."""
    covered: bool = True
    """False where a day was counted as a school or business day of which no school calendar says anything, so that the date is a guess."""


class Closed(msgspec.Struct, frozen=True):
    """What closed a duty: the facts that show it, or what somebody confirmed when they noted it. `at_ms` says when it was done, as far as
    known.
    """

    at_ms: int
    by: frozenset[FactId] = frozenset()
    noted: str = ""


class Withdrawn(msgspec.Struct, frozen=True):
    """When a duty ceased to be owed, and which facts changed. `says` names them in a sentence. `because` is empty where whoever is asked
    said that they want to be asked no more.
    """

    at_ms: int
    because: tuple[FactId, ...]
    says: str


class IfLate(msgspec.Struct, frozen=True):
    """Who is told that a duty is late, and from when on. `says`: how long after its time that is, "one school day after it was due"."""

    tell: Party
    from_ms: int
    says: str


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """One duty of one record. It has no place on the board, and it never rings."""

    rule: RuleId
    about: ItemId = ItemId("")
    """The item that it is about, of the group that its rule looks at; empty where it is about the whole record."""
    group: str = ""
    state: State
    says: str
    says_es: str = ""
    owed_by: Party
    owed_to: Party
    since_ms: int | None = None
    """Since when its trigger holds, without a break. None where it does not hold."""
    due: Due | None = None
    closed: Closed | None = None
    withdrawn: Withdrawn | None = None
    waits: tuple[FactId, ...] = ()
    """The questions that it waits for."""
    late: tuple[IfLate, ...] = ()
    """Who is told, if it is still open. Empty where nobody verified its rule."""
    source: str
    source_on: date
    verified: Verified | None
    fields: frozenset[FieldId]
    """Every field that its rule looks at. Whoever may not read them may not see the duty (`seeing.py`)."""
    reads: frozenset[FactId]
    """The facts of this record that were looked at."""
    names_care: bool = False
    kinds: frozenset[str] = frozenset()
    """The kinds of support that its rule looks for."""


def overdue_after(duty: Duty) -> int | None:
    """Give the time after which a duty is overdue, in milliseconds since the Unix epoch; None where it never is. It must be open. A duty
    whose rule nobody verified is never overdue, nor one whose date is unsure: because of the box's clock, or because no school calendar
    covers a day that was counted.
    """
    if duty.state is not State.OPEN or duty.verified is None or duty.due is None:
        return None
    return duty.due.at_ms if duty.due.trusted and duty.due.covered else None


def overdue(duty: Duty, now_ms: int) -> bool:
    """Whether a duty is open and its time is over (`overdue_after`)."""
    after_ms = overdue_after(duty)
    return after_ms is not None and after_ms < now_ms


def tells(duty: Duty, each: IfLate, now_ms: int) -> bool:
    """Whether these are told by now that the duty is late. They are told until it is closed or withdrawn."""
    return overdue(duty, now_ms) and each.from_ms <= now_ms
