"""Gives percentiles of seconds. Pure.

The method is the nearest rank: the smallest time that at least this share of calls did not exceed. It is the inverse of the empirical
distribution, definition 1 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996), 361-365. It
is a time that a call really took, and it answers the question of NFPA 1225: within how many seconds were 90 % of the calls answered?
"""

from collections.abc import Iterable

import msgspec

from appliance.numbers.call import Step

SHOWN = (50, 90)
"""The percentiles that are shown. NFPA 1225 and NENA-STA-020.1 ask for the 90th; half of all calls are what one may expect. No highest time
is shown: it belongs to one call.
"""

ASKED_S: dict[Step, tuple[int, str]] = {
    Step.ACKNOWLEDGED: (15, "NENA-STA-020.1: 90 % of calls answered within 15 s"),
    Step.CONFIRMED: (90, "ours, as the plan's usual limits: sent within 60 s, confirmed within 30 s more"),
    Step.ON_SCENE: (180, "NFPA 72, positive alarm sequence: 180 s to investigate"),
}
"""Seconds to compare the 90th percentile with, and where they come from. A figure beside it, never a mark."""


class Times(msgspec.Struct, frozen=True):
    """Seconds at the percentiles of `SHOWN`."""

    half_s: int
    most_s: int


def times_of(seconds: Iterable[int]) -> Times:
    """Give the percentiles of at least one time. Raises ValueError where there is none."""
    values = sorted(seconds)
    half, most = (nearest_rank(values, percent) for percent in SHOWN)
    return Times(half, most)


def nearest_rank(ordered: list[int], percent: int) -> int:
    """Give the percentile of values in ascending order. Raises ValueError where there is none."""
    if not ordered:
        raise ValueError("There is no percentile of no value.")
    rank = -(
        -percent * len(ordered) // 100
    )  # rounded up, in whole numbers: 0.9 as a float would be wrong by one at times
    return ordered[max(rank, 1) - 1]
