"""Counts answers so that no count points to one person. Pure."""

from collections.abc import Iterable

import msgspec

from appliance.duties.answering import Said
from appliance.envelope.answers import Answer
from appliance.plan.mistakes import counted
from sync.office.answers.paper import Kept

TOLD_FROM = 10
"""People. The district's promise: counts from 10 on only, because in a smaller group a count can be traced back to one person. It is also
the smallest group that most states report about students (NCES 2011-603, SLDS Technical Brief 3).
"""
FEWER = f"fewer than {TOLD_FROM}"


class Opened(msgspec.Struct, frozen=True):
    """One answer that the district person could open."""

    kept: Kept
    answer: Answer


def for_others(opened: Iterable[Opened]) -> list[str]:
    """Say to others how many people answered, and of how many something has changed. People count once, however often they were asked.

    An exact number is told only where the rest, too, are ten or more: otherwise the rest could be worked out.
    """
    changed: dict[tuple[bytes, ...], bool] = {}
    for each in opened:
        whom = _whom(each)
        changed[whom] = changed.get(whom, False) or each.answer.said is Said.SOMETHING
    people, some = len(changed), sum(changed.values())
    if people < TOLD_FROM:
        return [f"People who answered in this district: {FEWER}."]
    if some < TOLD_FROM:
        says = FEWER
    elif people - some < TOLD_FROM:
        says = f"{TOLD_FROM} or more"
    else:
        says = f"{some:,}"
    return [
        f"{counted(people, 'person', 'people')} answered in this district.",
        f"Something has changed at work for: {says}.",
    ]


def _whom(each: Opened) -> tuple[bytes, ...]:
    """Tell people apart by building and name; by the side of the duty in its record, where the box knew no name."""
    place = each.kept.place
    if each.answer.who.strip():
        return place.building, each.answer.who.strip().casefold().encode()
    return place.building, place.incident.encode(), place.about.encode(), place.asked.encode()
