"""Names that are like what somebody typed: a slip is not taken for something else. Pure; knows no plan and no console."""

import difflib
from collections.abc import Iterable

NEAR_MISSES_MAX = 3  # more would push what was typed out of a panel's sight
LIKE_MIN = 0.6  # of all letters in the same order, as `difflib` counts: "libary" and "Library", "playgrond"; not "behind the gym" and "Gym"


def near_misses(typed: str, names: Iterable[str]) -> list[str]:
    """Those most like it, the best first."""
    every = {name.casefold(): name for name in names}
    return [every[name] for name in difflib.get_close_matches(typed.casefold(), every, NEAR_MISSES_MAX, LIKE_MIN)]
