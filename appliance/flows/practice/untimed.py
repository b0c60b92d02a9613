"""Names the buttons that cannot say when they were pressed: their presses ring as real in practice too. Pure."""

from collections.abc import Sequence

from appliance.plan.ids import ButtonId

NAMED_MAX = 2  # ids of usual length that fit 80 columns with the words around them


def some_of(names: Sequence[str]) -> str:
    """As many by name as a person reads at a glance, and how many more."""
    more = len(names) - NAMED_MAX
    return f"{', '.join(names[:NAMED_MAX])}{f' and {more} more' if more > 0 else ''}"


def real_too(untimed: tuple[ButtonId, ...]) -> str:
    """Buttons whose presses ring as real in a drill of their room, and why; empty where there are none."""
    return f"REAL in the drill too: {_cannot_say_when(untimed)}" if untimed else ""


def _cannot_say_when(untimed: tuple[ButtonId, ...]) -> str:
    return f"{some_of(untimed)} ({'they' if len(untimed) > 1 else 'it'} cannot say when pressed)"
