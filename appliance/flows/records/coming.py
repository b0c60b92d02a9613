"""Which question about a record comes next in a round, and what may be told besides. Pure; what a part asks stands in `asks.py`.

What may be told besides is offered, never asked unbidden.
"""

import enum
from dataclasses import dataclass, field

from appliance.flows.parts import Option
from appliance.flows.records.asks import TELL, Ask, begun, concerns, fields_of, groups, open_ones
from appliance.flows.records.part import TELL_MORE
from appliance.flows.records.sheet import Sheet, Where
from appliance.record.fields import GROUPS, of_part
from appliance.record.words import Part
from appliance.words.times import count

_NOTHING_BESIDES = frozenset({None, "help", "nothing"})
"""Codes of "event-kind" after which nobody is asked for more."""
_WHERE_WANTED = (
    "class_went",
    "law_enforcement_agency",
    "law_enforcement_case",
    "law_enforcement_action",
    "who_covered",
)
"""Of no use where nothing makes the box want them."""


class Whose(enum.Enum):
    """Which questions a round asks, and of which parts."""

    TEACHERS = (Part.TEACHER,)
    """Those of whoever was there."""
    OWN = (Part.OFFICE, Part.NURSE, Part.REVIEW, Part.TEACHER)
    """Whatever this person may write, their own parts first."""


class Besides(enum.Enum):
    """The choices at the end of a round, besides one more item of a group."""

    ACCOUNT = enum.auto()
    FURTHER = enum.auto()


@dataclass(slots=True)
class Course:
    """How far a round has come. `further`: whether what is not wanted is asked as well."""

    whose: Whose
    skipped: set[Where] = field(default_factory=set)
    further: bool = False


def next_ask(sheet: Sheet, course: Course) -> Ask | None:
    """The next question; None where nothing more is asked."""
    asked = [ask for part in course.whose.value for ask in open_ones(sheet, part)]
    asked = [ask for ask in asked if ask != TELL or course.whose is Whose.TEACHERS]
    besides = further(sheet, course) if course.further else []
    return next((ask for ask in (*asked, *besides) if where(ask) not in course.skipped), None)


def further(sheet: Sheet, course: Course) -> list[Ask]:
    """What may be told besides, and stands nowhere yet. Of the items of a group it is what a round asks only afterwards."""
    open_now = {ask for part in course.whose.value for ask in open_ones(sheet, part)}
    fields = (each for part in course.whose.value for each in of_part(part))
    found = [
        Ask(each) for each in fields if not each.group and each.field not in _WHERE_WANTED and sheet.may_write(each)
    ]
    found += [ask for part in course.whose.value for ask in _afterwards(sheet, part)]
    return [
        ask
        for ask in found
        if ask not in open_now and sheet.value(*where(ask)) is None and where(ask) not in course.skipped
    ]


def _afterwards(sheet: Sheet, part: Part) -> list[Ask]:
    found = [
        Ask(field, item)
        for group in groups(part)
        for item in sheet.reading.items(group)
        for field in fields_of(sheet, part, group)
        if field.later
    ]
    return [ask for ask in found if concerns(sheet, ask)]


def may_begin(sheet: Sheet, course: Course) -> dict[str, Ask]:
    """Groups of which one more may be added here, and the first question about it."""
    found = {group: begun(sheet, part, group) for part in course.whose.value for group in groups(part)}
    return {group: ask for group, ask in found.items() if ask is not None}


def offers_more(sheet: Sheet, course: Course) -> bool:
    """Whether a person is asked if they want to tell more."""
    return course.whose is Whose.OWN or sheet.value("event_kind") not in _NOTHING_BESIDES


def ways(sheet: Sheet, course: Course) -> tuple[Option, ...]:
    """Give the choices once every question is answered; none where nothing happened. The name of a group stands for one more item."""
    if not offers_more(sheet, course):
        return ()
    left = len(further(sheet, course)) if not course.further else 0
    more = [Option(Besides.FURTHER, count(left, "more question", "more questions"), ("questions",))] if left else []
    kinds = (GROUPS[group] for group in may_begin(sheet, course))
    adds = (Option(each.name, each.add[:1].lower() + each.add[1:], (each.add, each.one)) for each in kinds)
    tells = not sheet.own and course.whose is Whose.TEACHERS
    own = (
        [Option(Besides.ACCOUNT, "tell what happened in your own words", ("account",), line=TELL_MORE)] if tells else []
    )
    return (*own, *more, *adds)


def where(ask: Ask) -> Where:
    """Where its answer stands."""
    return ask.field.field, ask.item
