"""Defines what can be asked about the rules of duties, the school calendar and the file of communications. Pure values: whoever hands in a
document has checked it.
"""

from typing import ClassVar

from appliance.core.ground.commands import ListedCommand
from appliance.core.ground.traits import PLAIN, Traits


class AdoptDuties(ListedCommand, frozen=True, kw_only=True, tag="adopt-duties"):
    """Make these checked rules the ones that count. `document` is their canonical bytes, `by` is who signed."""

    traits: ClassVar[Traits] = PLAIN

    by: str
    digest: str
    document: bytes


class AdoptSchoolCalendar(ListedCommand, frozen=True, kw_only=True, tag="adopt-school-calendar"):
    """Make this checked school calendar the one that counts. Closings that were declared go on counting."""

    traits: ClassVar[Traits] = PLAIN

    by: str
    digest: str
    document: bytes


class AdoptCommunications(ListedCommand, frozen=True, kw_only=True, tag="adopt-communications"):
    """Make this checked file of checklists, drafts and speakers the one that counts. `document` is its canonical bytes."""

    traits: ClassVar[Traits] = PLAIN

    by: str
    digest: str
    document: bytes


class DeclareClosing(ListedCommand, frozen=True, kw_only=True, tag="declare-closing"):
    """There is no school on these days, `first` to `last`; or it ends at the minute `ends_min` of each day."""

    traits: ClassVar[Traits] = PLAIN

    by: str
    first: str
    last: str
    why: str
    ends_min: int | None = None


class WithdrawClosing(ListedCommand, frozen=True, kw_only=True, tag="withdraw-closing"):
    """The closing that has this day does not count any more."""

    traits: ClassVar[Traits] = PLAIN

    by: str
    day: str
    why: str


type AnyListedCommand = AdoptDuties | AdoptSchoolCalendar | AdoptCommunications | DeclareClosing | WithdrawClosing
