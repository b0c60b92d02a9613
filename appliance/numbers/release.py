"""Makes the figures of one half of a school year, once. What was released stays as it was: a later record changes nothing of it. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, tzinfo

import msgspec

from appliance.numbers.call import Call, Step
from appliance.numbers.cover import Cover, half_s
from appliance.numbers.disclosure import FEWEST, Counts, shown_counts, shown_groups
from appliance.numbers.grouping import ALL_STEPS, ATTENDED, HAVE, RECORDED, WITH_TIMES, Grouping
from appliance.numbers.percentile import Times, times_of
from appliance.numbers.period import Period, period_of

type StepTimes = Mapping[Step, Times]


class Grouped(msgspec.Struct, frozen=True):
    """The times of one grouping, for each group that is shown. A group has no count: from counts, whoever subtracts finds others."""

    grouping: str
    times: Mapping[str, StepTimes]


class Release(msgspec.Struct, frozen=True):
    """Everything that is ever told of one half. `calls` and `practice` are None where there were fewer than ten; practice is in no other
    figure.

    `times` are those of all calls that have the step, for each step that at least ten calls are known to have. `incomplete`: calls of this
    half may be in no figure, because the record of the box began within it, or because a record could not be read any more.
    """

    building: str
    period: Period
    calls: int | None
    practice: int | None
    attended: Counts
    recorded: Counts
    times: StepTimes
    groups: tuple[Grouped, ...]
    cover_half_s: int | msgspec.UnsetType | None = msgspec.UNSET
    """Seconds until cover was in the room, which half of the tap-outs that were covered did not exceed. None: they were fewer than ten.
    Unset: the half was released before there was this figure.
    """
    incomplete: bool = False


class NotYet(msgspec.Struct, frozen=True):
    """The half is not released yet. `says` tells from when on it can be."""

    says: str


def release(
    building: str,
    period: Period,
    told: Iterable[Call | Cover],
    zone: tzinfo,
    today: date,
    kept: Iterable[Release],
    *,
    incomplete: bool = False,
) -> Release | NotYet:
    """Give the figures of a half: those that are kept, or new ones if there are none yet. Whoever asks keeps a new one for ever.

    `told` are all calls and tap-outs of the building; `kept` is all that it ever released. `incomplete` as in `Release`.
    """
    before = next((each for each in kept if each.period == period), None)
    if before is not None:
        return before
    if today < period.released_on:
        return NotYet(
            f"{period.title} is not over for long enough: records are still written. Ask again from {period.released_on} on."
        )
    made = _made(building, period, [each for each in told if period_of(each.wall_ms, zone) == period])
    return msgspec.structs.replace(made, incomplete=incomplete)


def to_document(made: Release) -> bytes:
    """Give the bytes that are kept of a release."""
    return msgspec.json.encode(made, order="sorted")


def from_document(document: bytes) -> Release:
    """Read what was kept. Raises msgspec.DecodeError where these bytes are no release."""
    return msgspec.json.decode(document, type=Release)


def _made(building: str, period: Period, told: list[Call | Cover]) -> Release:
    calls = [each for each in told if isinstance(each, Call)]
    real = [each for each in calls if not each.practice]
    practice = len(calls) - len(real)
    if len(real) < FEWEST:
        real = []
    recorded = _counts(RECORDED, real)
    return Release(
        building=building,
        period=period,
        calls=len(real) or None,
        practice=practice if practice >= FEWEST else None,
        attended=_counts(ATTENDED, real),
        recorded=recorded,
        times={
            step: times_of(call.after_s[step] for call in real if step in call.after_s)
            for step in Step
            if recorded.at_least(HAVE[step], len(real)) >= FEWEST
        },
        groups=tuple(_grouped(grouping, real, recorded.at_least({ALL_STEPS}, len(real))) for grouping in WITH_TIMES),
        cover_half_s=half_s([each for each in told if isinstance(each, Cover)]),
    )


def _grouped(grouping: Grouping, calls: list[Call], at_least: int) -> Grouped:
    """Give the times of groups, out of the calls that have all three. So each group has one number of calls, and not one for each step."""
    inside: dict[str, list[Call]] = {group.word: [] for group in grouping.groups}
    for call in calls:
        if RECORDED.of(call) == ALL_STEPS:
            inside[grouping.of(call)].append(call)
    shown = shown_groups(tuple(inside), {word: len(its) for word, its in inside.items()}, at_least)
    return Grouped(
        grouping.word,
        {word: {step: times_of(call.after_s[step] for call in inside[word]) for step in Step} for word in shown},
    )


def _counts(grouping: Grouping, calls: list[Call]) -> Counts:
    return shown_counts(tuple(group.word for group in grouping.groups), Counter(map(grouping.of, calls)))
