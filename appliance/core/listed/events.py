"""Defines what happens to the rules of duties, to the school calendar and to the file of communications. Recorded for ever: an event is
never changed, and a new version gets a new tag.

Rules and calendar are entries of two kinds. An attorney changes the rules once in years, and the calendar changes every summer. So a new
calendar writes no rule again, and nobody has to sign rules that they did not read.
"""

from appliance.core.ground.events import ListedEvent

CALENDARS_KEPT = 6
"""So many calendars stand, the newest and those before it: a date that moved says which calendar moved it. Ours: one is made each summer,
and no duty is open for five years.
"""
CLOSINGS_KEPT = 80
"""So many closings stand, the newest ones. Ours: a school declares up to about ten a year, and no duty is open for eight years."""


class DutiesAdopted(ListedEvent, frozen=True, kw_only=True, tag="duties-adopted-1"):
    """Checked rules of duties became the ones that count. `document` is their canonical bytes, `digest` the SHA-256 of these in hex.

    `by` is who signed: a name that was given on the command line, or "administrator".
    """

    by: str
    digest: str
    document: bytes


class SchoolCalendarAdopted(ListedEvent, frozen=True, kw_only=True, tag="school-calendar-adopted-1"):
    """A checked school calendar became the one that counts. `document`, `digest` and `by` as in `DutiesAdopted`. `version` counts the
    calendars of this box from 1.
    """

    by: str
    digest: str
    document: bytes
    version: int


class CommunicationsAdopted(ListedEvent, frozen=True, kw_only=True, tag="communications-adopted-1"):
    """A checked file of checklists, draft statements and speakers became the one that counts. `document`, `digest` and `by` as in
    `DutiesAdopted`.
    """

    by: str
    digest: str
    document: bytes


class ClosingDeclared(ListedEvent, frozen=True, kw_only=True, tag="closing-declared-1"):
    """Days were declared without school that the calendar has with school, such as a snow day. `first` and `last` are dates: 2026-12-02.

    `closing` counts the closings of this box from 1. `ends_min`: school is not out for the whole day, and ends at this minute of it.
    """

    closing: int
    by: str
    first: str
    last: str
    why: str
    ends_min: int | None = None


class ClosingWithdrawn(ListedEvent, frozen=True, kw_only=True, tag="closing-withdrawn-1"):
    """A closing does not count any more: there is school on its days as the calendar has it."""

    closing: int
    by: str
    why: str


type AnyListedEvent = DutiesAdopted | SchoolCalendarAdopted | CommunicationsAdopted | ClosingDeclared | ClosingWithdrawn
"""What happens to the rules of duties, to the school calendar and to the file of communications."""
