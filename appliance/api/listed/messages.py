"""Defines what is asked and told about rules of duties, the school calendar and closings. Pure values; knows no socket.

Nothing here is about a record or a child: rules and calendar are the same for every incident.
"""

import msgspec

from appliance.api.ask import AdministratorAsk, Answer, HouseAsk, Reply
from appliance.api.contents import holds


@holds("first last why ends_min declared_ms withdrawn_ms why_withdrawn", names="by withdrawn_by")
class ClosingLine(msgspec.Struct, frozen=True, kw_only=True):
    """Days that were declared later, `first` to `last` as 2026-12-02. `ends_min`: school ends at this minute of each day; None: there is
    none. `withdrawn_ms` None: they count. The times are ms since the Unix epoch.
    """

    first: str
    last: str
    why: str
    ends_min: int | None = None
    declared_ms: int
    by: str = ""
    withdrawn_ms: int | None = None
    why_withdrawn: str = ""
    withdrawn_by: str = ""


@holds(
    "request rules rules_digest rules_ms calendar calendar_digest calendar_ms closings unread",
    names="rules_by calendar_by",
)
class ListedKnown(Answer, frozen=True, kw_only=True, tag="listed-known"):
    """Answer to AskListed. `rules` and `calendar` are canonical bytes (`appliance.duties.adopted`). An empty digest: nothing was adopted.
    Then `rules` holds the neutral set, which counts until then, and `calendar` is empty. Who adopted is empty where the reader may not
    know. `unread` says what should count and cannot be read by this release.
    """

    rules: bytes
    rules_digest: str = ""
    rules_by: str = ""
    rules_ms: int = 0
    calendar: bytes = b""
    calendar_digest: str = ""
    calendar_by: str = ""
    calendar_ms: int = 0
    closings: tuple[ClosingLine, ...] = ()
    unread: tuple[str, ...] = ()


class AskListed(HouseAsk[ListedKnown], frozen=True, kw_only=True, tag="ask-listed"):
    """Send the rules, the school calendar and the closings of this box."""


class AdoptRulesFile(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="adopt-rules-file"):
    """`handbell duties adopt`: the canonical bytes of checked rules. `by` is who signs. Needs the administrators' group or root."""

    by: str
    document: bytes


class AdoptCalendarFile(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="adopt-calendar-file"):
    """`handbell duties adopt`: the canonical bytes of a checked school calendar. `by` is who signs."""

    by: str
    document: bytes


class DeclareSchoolClosing(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="declare-school-closing"):
    """`handbell duties closing`: no school on these days, or school that ends at the minute `ends_min`."""

    by: str
    first: str
    last: str
    why: str
    ends_min: int | None = None


class WithdrawSchoolClosing(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="withdraw-school-closing"):
    """`handbell duties closing --withdraw`: the closing that has this day does not count any more."""

    by: str
    day: str
    why: str


type FromDeskOfListed = AdoptRulesFile | AdoptCalendarFile | DeclareSchoolClosing | WithdrawSchoolClosing
"""What only administrators may ask."""
