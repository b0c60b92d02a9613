"""Makes a document of released figures: the newest half, and below it the building beside its own past. Pure; knows no record.

It says nothing that a release does not hold. So nothing can be found here that the release hides.
"""

from collections.abc import Iterator

from appliance.exports.document import NO_BREAK, Block, Document, Pictured, Section, Shown, Table, Text
from appliance.exports.numbers.bars import bars
from appliance.exports.numbers.cover import cover_section
from appliance.exports.numbers.words import (
    CAPTION,
    NO_GROUPS,
    NOT_SHOWN,
    OTHERS,
    STEPS,
    WHAT_FOR,
    calls_told,
    half_told,
    method_told,
    step_told,
    titles_of,
)
from appliance.exports.times import lasting
from appliance.numbers.call import Step
from appliance.numbers.disclosure import FEWEST
from appliance.numbers.percentile import ASKED_S, Times
from appliance.numbers.release import Grouped, Release, StepTimes

_SHARES = (1, 1, 1, 1)
_PAST_SHARES = (4, 2, 5, 5, 5)


def numbers_pages(releases: tuple[Release, ...], made_ms: int) -> Document:
    """Make it from at least one release of one building. `made_ms` as in `Document`. Raises ValueError without any."""
    if not releases:
        raise ValueError("There is no page of no figures.")
    newest, *before = sorted(releases, key=lambda each: each.period, reverse=True)
    return Document(
        title="How soon help came",
        subtitle=f"{newest.building}, {newest.period.title}",
        sections=(
            Section("What this page is", (Text(CAPTION, strong=True), Text(WHAT_FOR))),
            Section("Calls", tuple(_calls(newest))),
            Section("From the call to help", tuple(_times(newest))),
            cover_section(newest),
            *map(_group, newest.groups),
            *([_past((newest, *before))] if before else []),
            Section("How these figures are made", tuple(Text(each) for each in method_told())),
        ),
        identity=f"{newest.building}. How soon help came. {CAPTION}",
        made_ms=made_ms,
    )  # fmt: skip


def _calls(made: Release) -> Iterator[Text]:
    """Say what is told of calls; what tells of the unattended ones stands out, and whether calls are missing."""
    strong = 2 if made.incomplete else 1
    for number, each in enumerate(calls_told(made)):
        yield Text(each, strong=number < strong)


def _times(made: Release) -> Iterator[Block]:
    if not made.times:
        yield Text(f"Times are {NOT_SHOWN}.")
        return
    longest_s = max(*(times.most_s for times in made.times.values()), *(ASKED_S[step][0] for step in made.times))
    rows = tuple(_bar(step, made.times[step], longest_s) for step in Step if step in made.times)
    yield Pictured("From the call to help", rows)
    for step in Step:
        if step not in made.times:
            yield Text(step_told(step, made.times))


def _bar(step: Step, times: Times, longest_s: int) -> Shown:
    asked_s, _ = ASKED_S[step]
    return Shown(bars(times, asked_s, longest_s), step_told(step, {step: times}))


def _group(grouped: Grouped) -> Section:
    title, titles = titles_of(grouped)
    if not grouped.times:
        return Section(title, (Text(NO_GROUPS),))
    rows = tuple((titles[word], *_cells(times)) for word, times in grouped.times.items())
    table = Table(title, (title, *STEPS.values()), rows, _SHARES)
    return Section(title, (table, Text(OTHERS)))


def _past(releases: tuple[Release, ...]) -> Section:
    """Set the halves of this building below each other. No other building stands beside it."""
    heads = ("Half year", "Calls", *STEPS.values())
    few = f"under {FEWEST}"
    rows = tuple(
        (half_told(each), str(each.calls) if each.calls is not None else few, *_cells(each.times))
        for each in releases
    )  # fmt: skip
    title = "This building beside its own past"
    return Section(title, (Table(title, heads, rows, _PAST_SHARES), Text(CAPTION, strong=True)))


def _cells(times: StepTimes) -> tuple[str, ...]:
    return tuple(_short(times[step]) if step in times else "not shown" for step in Step)


def _short(times: Times) -> str:
    return f"half {lasting(times.half_s)}, 90 %{NO_BREAK}{lasting(times.most_s)}"
