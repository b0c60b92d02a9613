"""Counts in how many calls each kind of help from outside was called, and helped. Pure; knows no helper, no room and no student.

Each kind is a grouping of its own over all calls of the half. The groupings share the number of all calls and nothing else, because a call
may have any kinds beside each other. So what `appliance.numbers.disclosure` argues for one grouping holds for each of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from appliance.core.calls.events import OtherHelpNoted
from appliance.numbers.disclosure import Counts, shown_counts
from appliance.plan.other_help import HelpKind
from appliance.words.other_help import HELPED, HelpOutcome

NO_HELP, HELP, NOT_CALLED = "no-help", "help", "not-called"
GROUPS = (NO_HELP, HELP, NOT_CALLED)
"""Called, and nobody came or helped by phone; called, and somebody did; not called. The first two are often small, so they stand first."""


def helped_in(events: Iterable[object]) -> dict[HelpKind, bool]:
    """Give each kind of help that was called in one call, and whether help was given.

    What a desk noted last of a helper counts. Help was given if one helper of the kind came or helped by phone.
    """
    last: dict[tuple[HelpKind, str], HelpOutcome] = {}
    for event in events:
        if isinstance(event, OtherHelpNoted):
            last[event.kind, event.name] = event.outcome
    found: dict[HelpKind, bool] = {}
    for (kind, _), outcome in last.items():
        found[kind] = found.get(kind, False) or outcome in HELPED
    return found


def helped_counts(calls: Sequence[Mapping[HelpKind, bool]]) -> dict[HelpKind, Counts]:
    """Give what is shown of each kind, out of what was called in each of all calls."""
    return {kind: shown_counts(GROUPS, Counter(_group(each.get(kind)) for each in calls)) for kind in HelpKind}


def _group(helped: bool | None) -> str:
    if helped is None:
        return NOT_CALLED
    return HELP if helped else NO_HELP
