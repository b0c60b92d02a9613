"""Counts the hours of a week in which each kind of help can be called, and how many of them are hours of the school. Pure."""

from collections.abc import Iterable

import msgspec

from appliance.other_help.opening import weekly_minutes
from appliance.plan.hours import without
from appliance.plan.other_help import ALWAYS, Helper, HelpKind
from appliance.plan.span import Hours


class Covered(msgspec.Struct, frozen=True):
    """One kind of help: minutes of a week in which somebody of it can be called, and minutes of them in which the school is occupied.

    `helpers` is how many entries of the plan there are.
    """

    kind: HelpKind
    helpers: int
    week_min: int
    school_min: int


def covered(helpers: Iterable[Helper], occupied: tuple[Hours, ...]) -> tuple[Covered, ...]:
    """Give each kind that has a helper, in the order of the kinds. A minute that two helpers cover counts once.

    A plan without occupied hours counts the whole week, as it does everywhere.
    """
    known = tuple(helpers)
    school = occupied or ALWAYS
    found: list[Covered] = []
    for kind in HelpKind:
        of_kind = [each for each in known if each.kind is kind]
        spans = [span for each in of_kind for span in each.hours]
        if of_kind:
            school_min = weekly_minutes(school) - weekly_minutes(without(school, spans))
            found.append(Covered(kind, len(of_kind), weekly_minutes(spans), school_min))
    return tuple(found)
