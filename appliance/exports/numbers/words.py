"""Says in words what a release holds, for pages and for consoles alike. Pure. It says nothing that a release does not hold."""

from collections.abc import Iterator, Mapping

from appliance.exports.times import lasting
from appliance.numbers.call import Step
from appliance.numbers.disclosure import FEWEST, Counts
from appliance.numbers.grouping import ATTENDED, RECORDED, WITH_TIMES
from appliance.numbers.percentile import ASKED_S, Times
from appliance.numbers.period import SETTLED_DAYS
from appliance.numbers.release import Grouped, Release, StepTimes

CAPTION = "More calls can mean more trust."
WHAT_FOR = (
    "These figures are about the help, never about who called. They are no measure of any person, room or student, and nobody is evaluated "
    "by them."
)
STEPS = {
    Step.ACKNOWLEDGED: "Somebody had the call",
    Step.CONFIRMED: "A responder said they go",
    Step.ON_SCENE: "Somebody was there",
}
METHOD = (
    "Seconds count from the call. “Half” is the time that half of the calls did not exceed, “90 %” the time that nine of ten did not "
    "exceed: the nearest rank, definition 1 of Hyndman and Fan, The American Statistician 50 (1996).",
    "A step that is not recorded counts for nothing: no time is put in its place. Practice is in no time. Of tap-outs only the cover is "
    "told.",
    f"No group of fewer than {FEWEST} calls is shown. Others are left out beside it, so that nobody finds it by subtracting. Groups have "
    "no counts. Their times are those of calls of which all three steps are recorded.",
    "The figures of a half year are released once and stay as they are.",
)
NOTHING_YET = (
    "Nothing was released yet. The box makes the figures of January to June, and of July to December, "
    f"{SETTLED_DAYS} days after their end."
)
NOT_SHOWN = f"not shown: a group of fewer than {FEWEST} calls could be found"
NO_GROUPS = f"No groups are shown: fewer than two of them have {FEWEST} calls with all three times, or a small one could be found."
OTHERS = f"Any other group has fewer than {FEWEST} calls with all three times, or none."
INCOMPLETE = (
    "Calls of this half year may be missing in all figures. The record of this box began within the half year, or some records were "
    "destroyed or forgotten before these figures were made."
)


def unreadable(why: Exception) -> str:
    """Say that what the box keeps is no release as this program knows them."""
    return f"A release of the box cannot be read by this program ({why}). Use the program of the box's own release."


def calls_told(made: Release) -> Iterator[str]:
    """Say whether calls may be missing; then the unattended calls, how many calls there were, how far records go, and practice apart."""
    if made.incomplete:
        yield INCOMPLETE
    if made.calls is None:
        yield f"There were fewer than {FEWEST} calls. So nothing else is shown of this half year."
    else:
        yield f"Unattended calls: {unattended(made.attended)}."
        yield f"Calls: {made.calls}."
        yield f"How far their records go: {_recorded(made.recorded)}."
    practice = made.practice if made.practice is not None else f"fewer than {FEWEST}"
    yield f"Calls in practice, counted apart: {practice}."


def unattended(counts: Counts) -> str:
    """Say how many calls were unattended, as far as it is shown."""
    if counts.nearly_all:
        few = f"fewer than {FEWEST}"
        return few if counts.nearly_all == "attended" else f"all but {few}"
    return NOT_SHOWN if counts.withheld else str(counts.shown[ATTENDED.groups[0].word])


def _recorded(counts: Counts) -> str:
    titles = {group.word: group.title for group in RECORDED.groups}
    if counts.nearly_all:
        return f"{titles.get(counts.nearly_all, counts.nearly_all)}: all but {counts.rest_calls_most} at the most"
    if counts.withheld:
        return NOT_SHOWN
    shown = [f"{titles.get(word, word)}: {count}" for word, count in counts.shown.items()]
    return "; ".join([*shown, *([f"others together: {counts.rest_calls}"] if counts.rest else [])])


def step_told(step: Step, times: StepTimes) -> str:
    """Say the times of one step, and what to compare them with."""
    if step not in times:
        return f"{STEPS[step]}: {NOT_SHOWN}."
    return f"{STEPS[step]}: {both(times[step])}. To compare with: {lasting(ASKED_S[step][0])} for 90 %."


def half_told(made: Release) -> str:
    """Name the half year, and say beside it whether calls may be missing."""
    return f"{made.period.title} (calls may be missing)" if made.incomplete else made.period.title


def titles_of(grouped: Grouped) -> tuple[str, Mapping[str, str]]:
    """Give the title of a grouping and those of its groups. A release stands for years, so another program may have made it: a word that
    this one does not know stands as it is.
    """
    known = next((each for each in WITH_TIMES if each.word == grouped.grouping), None)
    own = {group.word: group.title for group in known.groups} if known is not None else {}
    title = known.title if known is not None else grouped.grouping
    return title, {word: own.get(word, word) for word in grouped.times}


def both(times: Times) -> str:
    """Say the two times of a step."""
    return f"half within {lasting(times.half_s)}, 90 % within {lasting(times.most_s)}"


def method_told() -> Iterator[str]:
    """Say how figures are made, and where those come from that they are compared with."""
    yield from METHOD
    for step, (_, source) in ASKED_S.items():
        yield f"To compare with, {STEPS[step].lower()}: {source}."
