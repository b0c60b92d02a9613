"""Makes a document of released figures: the newest half, and below it the building beside its own past. Pure; knows no record.

It says nothing that a release does not hold. So nothing can be found here that the release hides.
"""

from collections.abc import Iterator, Mapping

from appliance.exports.document import NO_BREAK, Block, Document, Pictured, Section, Shown, Table, Text
from appliance.exports.numbers.bars import bars
from appliance.exports.numbers.cover import cover_section
from appliance.exports.times import lasting
from appliance.numbers.call import Step
from appliance.numbers.disclosure import FEWEST, Counts
from appliance.numbers.grouping import ATTENDED, RECORDED, WITH_TIMES
from appliance.numbers.percentile import ASKED_S, Times
from appliance.numbers.release import Grouped, Release, StepTimes

CAPTION = "More calls can mean more trust."

_WHAT_FOR = (
    "These figures are about the help, never about who called. They are no measure of any person, room or student, and nobody is evaluated "
    "by them."
)
_STEPS = {
    Step.ACKNOWLEDGED: "Somebody had the call",
    Step.CONFIRMED: "A responder said they go",
    Step.ON_SCENE: "Somebody was there",
}
_METHOD = (
    "Seconds count from the call. “Half” is the time that half of the calls did not exceed, “90 %” the time that nine of ten did not "
    "exceed: the nearest rank, definition 1 of Hyndman and Fan, The American Statistician 50 (1996).",
    "A step that is not recorded counts for nothing: no time is put in its place. Practice is in no time. Of "
    "tap-outs only the cover is told.",
    f"No group of fewer than {FEWEST} calls is shown. Others are left out beside it, so that nobody finds it by subtracting. Groups have "
    "no counts. Their times are those of calls of which all three steps are recorded.",
    "The figures of a half year are released once and stay as they are.",
)
_NOT_SHOWN = f"not shown: a group of fewer than {FEWEST} calls could be found"
_NO_GROUPS = f"No groups are shown: fewer than two of them have {FEWEST} calls with all three times, or a small one could be found."
_OTHERS = f"Any other group has fewer than {FEWEST} calls with all three times, or none."
_INCOMPLETE = (
    "Calls of this half year may be missing in all figures. The record of this box began within the half year, or some records were "
    "destroyed or forgotten before these figures were made."
)
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
            Section("What this page is", (Text(CAPTION, strong=True), Text(_WHAT_FOR))),
            Section("Calls", tuple(_calls(newest))),
            Section("From the call to help", tuple(_times(newest))),
            cover_section(newest),
            *map(_group, newest.groups),
            *([_past((newest, *before))] if before else []),
            Section("How these figures are made", tuple(Text(each) for each in (*_METHOD, *_asked()))),
        ),
        identity=f"{newest.building}. How soon help came. {CAPTION}",
        made_ms=made_ms,
    )  # fmt: skip


def _calls(made: Release) -> Iterator[Text]:
    """Say the unattended calls first, then how many there were."""
    if made.incomplete:
        yield Text(_INCOMPLETE, strong=True)
    if made.calls is None:
        yield Text(f"There were fewer than {FEWEST} calls. So nothing else is shown of this half year.", strong=True)
    else:
        yield Text(f"Unattended calls: {_unattended(made.attended)}.", strong=True)
        yield Text(f"Calls: {made.calls}.")
        yield Text(f"How far their records go: {_recorded(made.recorded)}.")
    practice = made.practice if made.practice is not None else f"fewer than {FEWEST}"
    yield Text(f"Calls in practice, counted apart: {practice}.")


def _unattended(counts: Counts) -> str:
    if counts.nearly_all:
        few = f"fewer than {FEWEST}"
        return few if counts.nearly_all == "attended" else f"all but {few}"
    return _NOT_SHOWN if counts.withheld else str(counts.shown[ATTENDED.groups[0].word])


def _recorded(counts: Counts) -> str:
    titles = {group.word: group.title for group in RECORDED.groups}
    if counts.nearly_all:
        return f"{titles.get(counts.nearly_all, counts.nearly_all)}: all but {counts.rest_calls_most} at the most"
    if counts.withheld:
        return _NOT_SHOWN
    shown = [f"{titles.get(word, word)}: {count}" for word, count in counts.shown.items()]
    return "; ".join([*shown, *([f"others together: {counts.rest_calls}"] if counts.rest else [])])


def _times(made: Release) -> Iterator[Block]:
    if not made.times:
        yield Text(f"Times are {_NOT_SHOWN}.")
        return
    longest_s = max(*(times.most_s for times in made.times.values()), *(ASKED_S[step][0] for step in made.times))
    rows = tuple(_bar(step, made.times[step], longest_s) for step in Step if step in made.times)
    yield Pictured("From the call to help", rows)
    for step in Step:
        if step not in made.times:
            yield Text(f"{_STEPS[step]}: {_NOT_SHOWN}.")


def _bar(step: Step, times: Times, longest_s: int) -> Shown:
    asked_s, _ = ASKED_S[step]
    says = f"{_STEPS[step]}: {_both(times)}. To compare with: {lasting(asked_s)} for 90 %."
    return Shown(bars(times, asked_s, longest_s), says)


def _group(grouped: Grouped) -> Section:
    """Show the times of a grouping. A release stands for years, so another program may have made it: a word that this one does not know
    stands as it is.
    """
    known = next((each for each in WITH_TIMES if each.word == grouped.grouping), None)
    title = known.title if known is not None else grouped.grouping
    if not grouped.times:
        return Section(title, (Text(_NO_GROUPS),))
    titles = {group.word: group.title for group in known.groups} if known is not None else {}
    rows = tuple((titles.get(word, word), *_cells(times)) for word, times in grouped.times.items())
    table = Table(title, (title, *_STEPS.values()), rows, _SHARES)
    return Section(title, (table, Text(_OTHERS)))


def _past(releases: tuple[Release, ...]) -> Section:
    """Set the halves of this building below each other. No other building stands beside it."""
    heads = ("Half year", "Calls", *_STEPS.values())
    few = f"under {FEWEST}"
    rows = tuple(
        (_half(each), str(each.calls) if each.calls is not None else few, *_cells(each.times))
        for each in releases
    )  # fmt: skip
    title = "This building beside its own past"
    return Section(title, (Table(title, heads, rows, _PAST_SHARES), Text(CAPTION, strong=True)))


def _half(made: Release) -> str:
    return f"{made.period.title} (calls may be missing)" if made.incomplete else made.period.title


def _cells(times: StepTimes) -> tuple[str, ...]:
    return tuple(_short(times[step]) if step in times else "not shown" for step in Step)


def _both(times: Times) -> str:
    return f"half within {lasting(times.half_s)}, 90 % within {lasting(times.most_s)}"


def _short(times: Times) -> str:
    return f"half {lasting(times.half_s)}, 90 %{NO_BREAK}{lasting(times.most_s)}"


def _asked() -> Iterator[str]:
    asked: Mapping[Step, tuple[int, str]] = ASKED_S
    for step, (_, source) in asked.items():
        yield f"To compare with, {_STEPS[step].lower()}: {source}."
