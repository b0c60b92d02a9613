"""What charts of released figures show: rows of bars, and lines from one half year to the next. Pure; knows no library that draws."""

from collections.abc import Mapping

import msgspec

from appliance.exports.numbers.spoken import newest_first
from appliance.numbers.call import Step
from appliance.numbers.percentile import ASKED_S
from appliance.numbers.period import Period
from appliance.numbers.release import Release

HALVES_MAX = 6
"""Half years beside each other: three school years, whose names have room on 80 columns."""

_STEPS_MAX = 5
"""Of a scale: six figures stand clearly apart below a chart."""

STEPS = {Step.ACKNOWLEDGED: "has it", Step.CONFIRMED: "goes", Step.ON_SCENE: "is there"}
"""The steps in a word, for the edge of a chart. The sentences have them at length."""
FIRST_OF_YEAR, SECOND_OF_YEAR = "Jan-Jun", "Jul-Dec"


class Bars(msgspec.Struct, frozen=True):
    """Horizontal bars in seconds. `rows` are named; each of `series` has one value for each row, in the same order."""

    title: str
    rows: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]


class Past(msgspec.Struct, frozen=True):
    """Seconds at the 90th percentile, from the oldest half year to the newest. A line has the places of `halves` at which it is known."""

    title: str
    halves: tuple[str, ...]
    lines: tuple[tuple[str, Mapping[int, int]], ...]


type Charted = Bars | Past


def charts_of(releases: tuple[Release, ...]) -> tuple[Charted, ...]:
    """Give the charts that there is something to draw for: the newest half, and this building beside its own past."""
    ordered = newest_first(releases)
    newest = [_bars(each) for each in ordered[:1] if each.times]
    with_times = [each for each in reversed(ordered[:HALVES_MAX]) if each.times]
    return (*newest, *([_past(with_times)] if len(with_times) > 1 else []))


def scale(highest_s: int) -> tuple[int, ...]:
    """Give round figures from 0 to the first one that is not below this, at most six: steps of 1, 2 or 5 and zeros."""
    step = next(
        times * 10**zeros for zeros in range(9) for times in (1, 2, 5) if times * 10**zeros * _STEPS_MAX >= highest_s
    )
    return tuple(range(0, max(-(-highest_s // step), 1) * step + 1, step))


def _bars(made: Release) -> Bars:
    known = [step for step in Step if step in made.times]
    return Bars(
        f"SECONDS UNTIL HELP CAME. {made.period.title}",
        tuple(STEPS[step] for step in known),
        (
            ("half of the calls", tuple(made.times[step].half_s for step in known)),
            ("90 % of the calls", tuple(made.times[step].most_s for step in known)),
            ("to compare with 90 %", tuple(ASKED_S[step][0] for step in known)),
        ),
    )


def _past(ordered: list[Release]) -> Past:
    lines = (
        (STEPS[step], {place: made.times[step].most_s for place, made in enumerate(ordered) if step in made.times})
        for step in Step
    )
    return Past(
        "SECONDS FOR 90 % OF THE CALLS. This building beside its own past",
        tuple(map(_short, (each.period for each in ordered))),
        tuple((name, known) for name, known in lines if known),
    )


def _short(period: Period) -> str:
    return f"{FIRST_OF_YEAR if period.half == 1 else SECOND_OF_YEAR} {period.year % 100:02}"
