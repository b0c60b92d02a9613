"""Says released figures in sentences, for a console: unattended calls first, then the times, then the building's own past. Pure."""

from collections.abc import Iterator

from appliance.exports.numbers.cover import cover_told
from appliance.exports.numbers.words import (
    CAPTION,
    NO_GROUPS,
    NOTHING_YET,
    OTHERS,
    STEPS,
    WHAT_FOR,
    both,
    calls_told,
    half_told,
    method_told,
    step_told,
    titles_of,
    unattended,
)
from appliance.exports.times import lasting
from appliance.numbers.call import Step
from appliance.numbers.disclosure import FEWEST
from appliance.numbers.release import Grouped, Release, StepTimes


def spoken(releases: tuple[Release, ...], *, at_length: bool = False) -> list[str]:
    """Give the sentences, the newest half first. `at_length`: groups are told too, and how figures are made."""
    if not releases:
        return [NOTHING_YET]
    newest, *before = newest_first(releases)
    return [
        f"{newest.building}, {newest.period.title}.",
        *calls_told(newest),
        CAPTION,
        *(step_told(step, newest.times) for step in Step if newest.calls is not None),
        cover_told(newest),
        *_past(before),
        *([*_groups(newest), *method_told()] if at_length else []),
        WHAT_FOR,
    ]


def newest_first(releases: tuple[Release, ...]) -> list[Release]:
    """Give them as they are told."""
    return sorted(releases, key=lambda each: each.period, reverse=True)


def _past(before: list[Release]) -> Iterator[str]:
    """Say each earlier half of this building in one sentence. No other building stands beside it."""
    if before:
        yield "This building beside its own past:"
    for made in before:
        if made.calls is None:
            yield f"{half_told(made)}: fewer than {FEWEST} calls."
        else:
            yield f"{half_told(made)}: unattended calls: {unattended(made.attended)}. Calls: {made.calls}. {_most(made.times)}"


def _most(times: StepTimes) -> str:
    """Say what is compared from one half to the next: the time of nine in ten calls, of each step that is shown."""
    shown = [f"{STEPS[step]}: 90 % within {lasting(times[step].most_s)}." for step in Step if step in times]
    return " ".join(shown) if shown else "No times are shown."


def _groups(made: Release) -> Iterator[str]:
    for grouped in made.groups:
        yield from _group(grouped)


def _group(grouped: Grouped) -> Iterator[str]:
    title, titles = titles_of(grouped)
    if not grouped.times:
        yield f"{title}. {NO_GROUPS}"
        return
    for word, times in grouped.times.items():
        said = ". ".join(f"{STEPS[step]}: {both(times[step])}" for step in Step if step in times)
        yield f"{title}, {titles[word]}. {said}."
    yield OTHERS
