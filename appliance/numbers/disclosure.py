"""Decides what is shown of counts, so that nobody finds a group of fewer than ten calls, by reading or by subtracting. Pure.

The folder's README argues why this is enough. The tests attack it with this rule in hand.
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec

FEWEST = 10
"""No group of fewer calls is shown. Departments of education commonly suppress cells under 10. Why others must be left out beside them is
described by the National Center for Education Statistics (NCES 2011-603, "Statistical Methods for Protecting Personally Identifiable
Information in Aggregate Reporting").
"""

_ROOM = FEWEST + FEWEST - 1
"""Groups that are left out have so many calls together: one of ten or more, and beside it any number from 0 to 9 in a small one."""


class Counts(msgspec.Struct, frozen=True):
    """What is shown of a grouping, all of whose groups together are a number that is known.

    `shown` has groups with their counts. `rest` are all others, and `rest_calls` how many calls they have together. If there is a
    `nearly_all`, no count is shown: this one group has all calls but at most nine for each group of the `rest` (`rest_calls_most`). If all
    of them are empty, the counts are withheld.
    """

    shown: Mapping[str, int] = {}
    rest: tuple[str, ...] = ()
    rest_calls: int = 0
    nearly_all: str = ""

    @property
    def withheld(self) -> bool:
        """Whether nothing is shown."""
        return not self.shown and not self.nearly_all

    @property
    def rest_calls_most(self) -> int:
        """The number of calls that the groups of the rest have together at most, where one group has nearly all calls."""
        return (FEWEST - 1) * len(self.rest)

    def at_least(self, groups: Collection[str], total: int) -> int:
        """Give how many calls these groups have at least, as everybody can work it out from what is shown."""
        if self.nearly_all in groups:
            return total - self.rest_calls_most
        return sum(count for group, count in self.shown.items() if group in groups)


def shown_counts(groups: Sequence[str], counts: Mapping[str, int]) -> Counts:
    """Decide what is shown. `groups` are all that there can be, in an order that no call changes; one without a count has 0 calls."""
    every = {group: counts.get(group, 0) for group in groups}
    total = sum(every.values())
    small = [group for group in groups if every[group] < FEWEST]
    if not small:
        return Counts(shown=every)
    rest = _with_others(groups, every, small)
    if len(rest) < len(groups):
        shown = {group: count for group, count in every.items() if group not in rest}
        ordered = tuple(group for group in groups if group in rest)
        return Counts(shown=shown, rest=ordered, rest_calls=sum(every[group] for group in ordered))
    if total > (FEWEST - 1) * len(groups):
        # Here one group has ten calls or more, as everybody can work out. Each other group has fewer than ten, or they have fewer than 19
        # together. Of two groups the other one has fewer than ten. So nine for each other group are enough in every case.
        largest = max(groups, key=every.__getitem__)
        return Counts(nearly_all=largest, rest=tuple(group for group in groups if group != largest))
    return Counts()


def shown_groups(groups: Sequence[str], counts: Mapping[str, int], at_least: int) -> tuple[str, ...]:
    """Decide which groups are shown without their counts: those of ten calls or more, if they are at least two, or else none.

    `at_least`: how many calls all groups have together at least, as everybody knows. It leaves room for each number from 0 to 9 in a group
    that is not shown, or else nothing is shown.
    """
    large = tuple(group for group in groups if counts.get(group, 0) >= FEWEST)
    return large if len(large) > 1 and at_least >= FEWEST * len(large) + FEWEST - 1 else ()


def _with_others(groups: Sequence[str], every: Mapping[str, int], small: Sequence[str]) -> set[str]:
    """Add groups to the small ones: the one after the first of them in the fixed order, and those after it until there is room.

    After the last group comes the first. A choice by size would tell something about the sizes. One is added in any case: of three small
    groups that have 27 calls together, everybody would know that each has nine.
    """
    rest = set(small)
    first = groups.index(small[0])
    for step in range(1, len(groups)):
        rest.add(groups[(first + step) % len(groups)])
        if sum(every[group] for group in rest) >= _ROOM:
            break
    return rest
