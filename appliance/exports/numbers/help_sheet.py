"""Makes the sheet of help that is not police, for an application for a grant: hours covered, and calls by kind of help. Pure.

Its counts are those of releases, so nothing can be found here that a release hides. Hours are those of the plan on the day of the sheet.
"""

from collections.abc import Iterator

from appliance.api.desk.plan import PlanFacts
from appliance.exports.document import NO_BREAK, Block, Document, Section, Table, Text
from appliance.numbers.disclosure import FEWEST, Counts
from appliance.numbers.helping import HELP, NO_HELP, NOT_CALLED
from appliance.numbers.period import SETTLED_DAYS
from appliance.numbers.release import Release
from appliance.other_help.coverage import covered
from appliance.other_help.opening import weekly_minutes
from appliance.plan.other_help import ALWAYS, HelpKind
from appliance.words.other_help import HELP_KINDS
from appliance.words.times import count

TITLE = "Help that is not police: hours and calls"
_WHAT_FOR = (
    "For applications for grants and for Medicaid. It names nobody: no student, no caller, no helper, no room. It says how often help was "
    "called, and nothing about who needed it."
)
_WEEK = "In a week"
_SCHOOL = "While the school is occupied"
_WEEK_MIN = weekly_minutes(ALWAYS)
_HOURS_SAY = (
    "Hours are those that the plan has today, as partners confirmed them. An hour that two helpers cover counts once. If Medicaid is to "
    "pay more for mobile crisis, it is there at every hour of every day: Social Security Act, section 1947 (42 U.S.C. 1396w-6)."
)
_COUNTS_SAY = (
    "A call counts once for each kind of help that a desk noted beside it. “Helped” means that somebody of this kind came or helped by "
    "phone, as it was noted last. Practice and tap-outs count nowhere. A call in which nobody noted help counts as not called.",
    f"No group of fewer than {FEWEST} calls is shown. Others are left out beside it, so that nobody finds it by subtracting.",
    f"The counts of a half year are released once, {SETTLED_DAYS} days after its end, and stay as they are.",
)
_NOT_COUNTED = "This half year was released before calls were counted by kind of help. Nothing was counted afterwards."
_NOTHING = "No half year was released yet. So calls are not counted here."
_GROUPS = {HELP: "helped", NO_HELP: "called, no help", NOT_CALLED: "not called"}
_NOT_SHOWN = "not shown"
_FEW = f"under {FEWEST}"


def help_sheet(facts: PlanFacts, releases: tuple[Release, ...], made_ms: int) -> Document:
    """Make it from what the plan says, and from all releases of the building. `made_ms` as in `Document`."""
    ordered = sorted(releases, key=lambda each: each.period, reverse=True)
    return Document(
        title=TITLE,
        subtitle=facts.building,
        sections=(
            Section("What this sheet is", (Text(_WHAT_FOR),)),
            Section("Hours covered", tuple(_hours(facts))),
            *(Section(f"Calls, {each.period.title}", tuple(_calls(each))) for each in ordered),
            *([] if ordered else [Section("Calls", (Text(_NOTHING),))]),
            Section("How this is counted", tuple(Text(each) for each in _COUNTS_SAY)),
        ),
        identity=f"{facts.building}. {TITLE}",
        made_ms=made_ms,
    )


def _hours(facts: PlanFacts) -> Iterator[Block]:
    school = weekly_minutes(facts.occupied or ALWAYS)
    rows = tuple(
        (
            HELP_KINDS[each.kind].title,
            count(each.helpers, "helper", "helpers"),
            f"{_in_hours(each.week_min)} of {_in_hours(_WEEK_MIN)}{NO_BREAK}h a week",
            f"{_in_hours(each.school_min)} of {_in_hours(school)}{NO_BREAK}h of school",
        )
        for each in covered(facts.other_help, facts.occupied)
        if each.kind is not HelpKind.FAMILY  # a family is no service, and has no hours
    )
    yield Table("Hours covered", ("Kind of help", "Helpers in the plan", _WEEK, _SCHOOL), rows, (3, 2, 3, 3))
    yield Text(_HOURS_SAY)


def _calls(made: Release) -> Iterator[Block]:
    yield Text(f"Calls in all: {_FEW if made.calls is None else made.calls}.")
    if made.helped is None:
        yield Text(_NOT_COUNTED)
        return
    rows = tuple((HELP_KINDS[kind].title, *_cells(made.helped[kind])) for kind in HelpKind if kind in made.helped)
    heads = ("Kind of help", *(each.capitalize() for each in _GROUPS.values()))
    yield Table(f"Calls, {made.period.title}", heads, rows, (3, 2, 2, 2))


def _cells(counts: Counts) -> tuple[str, ...]:
    """Give the cells with their own words: a page of text shows no heads."""
    if counts.shown and set(counts.rest) == {HELP, NO_HELP}:
        together = f"helped or not: {counts.rest_calls} called"
        return together, "not shown apart", f"{_GROUPS[NOT_CALLED]}: {counts.shown[NOT_CALLED]}"
    return tuple(f"{words}: {_cell(counts, group)}" for group, words in _GROUPS.items())


def _cell(counts: Counts, group: str) -> str:
    if group in counts.shown:
        return str(counts.shown[group])
    return f"all but {counts.rest_calls_most} at the most" if counts.nearly_all == group else _NOT_SHOWN


def _in_hours(minutes: int) -> str:
    """Write minutes as hours with two decimals at most, such as 42.5: a quarter of an hour is exact."""
    return f"{round(minutes / 60, 2):g}"
