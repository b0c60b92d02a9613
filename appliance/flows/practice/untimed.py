"""Names the buttons that cannot say when they were pressed: their presses ring as real in practice too. Pure."""

from collections.abc import Sequence

from appliance.plan.ids import ButtonId

NAMED_MAX = 2  # ids of usual length that fit 80 columns with the words around them


def some_of(names: Sequence[str]) -> str:
    """As many by name as a person reads at a glance, and how many more."""
    more = len(names) - NAMED_MAX
    return f"{', '.join(names[:NAMED_MAX])}{f' and {more} more' if more > 0 else ''}"


def real_in_drill(untimed: tuple[ButtonId, ...]) -> str:
    """Buttons whose presses ring as real in a drill of their room, and why."""
    return f"{some_of(untimed)} ({'they' if len(untimed) > 1 else 'it'} cannot say when pressed)"
