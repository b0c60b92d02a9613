"""Reads a file of arrangements: gives them, or every mistake with its line. Pure; the caller reads the file.

The file is TOML, as the school calendar is. `[coverage]` may name the needs that are looked at. Each `[[partner]]` is somebody from
outside, and each `[[away]]` says on which days somebody is not there.
"""

from collections.abc import Mapping
from datetime import date

import msgspec
from msgspec.structs import replace

from appliance.duties.adopted.calendar_file import clock_minute
from appliance.duties.calendar import SPECIAL_DAYS_MAX
from appliance.duties.page import Page, shape
from appliance.duties.toml_lines import Table, tables
from appliance.plan.hours import HoursError, from_words, joined
from appliance.plan.mistakes import Mistake, did_you_mean, quoted
from appliance.plan.model import Hours, Plan
from appliance.readiness.arrangements import Arrangements, Away, Partner
from appliance.readiness.needs import Need

ARRANGEMENTS_FILE_CHARACTERS_MAX = 128 * 1024
"""Ours: as much as a school calendar. A partner takes some 200 characters, and an absence 60."""
NAME_CHARACTERS_MAX = 60
"""Ours: a name and a sentence about how to call stand on a line of 80 columns each."""
CALLED_CHARACTERS_MAX = 80
"""Ours: one line of the smallest screen."""
_OWNED_BY_PLAN = ("name", "hours", "called")
"""What a partner has from the plan, if the plan's section `other_help` has an entry with the same id."""
_KNOWN = "Write [coverage] once, and [[partner]] or [[away]]."


class ParsedArrangements(msgspec.Struct, frozen=True):
    """The result of reading a file. `arrangements` is None when there are mistakes, which are in the order of their lines."""

    arrangements: Arrangements | None
    mistakes: tuple[Mistake, ...]


def parse(text: str, plan: Plan, *, adopted: bool = False) -> ParsedArrangements:
    """Read the text of a file of arrangements for a building with this plan. `adopted`: it was sound once, and the plan may have changed
    since. Then an absence of somebody who left is no mistake, and counts for nothing; of a partner counts what the plan says now.
    """
    if len(text) > ARRANGEMENTS_FILE_CHARACTERS_MAX:
        says = f"The file is longer than {ARRANGEMENTS_FILE_CHARACTERS_MAX:,} characters, which no file of arrangements is."
        return ParsedArrangements(None, (Mistake("", 1, says, "Check that this is the file of arrangements."),))
    found, mistakes = tables(text)
    reader = _Reader(mistakes)
    for table in found:
        reader.take(table)
    arrangements = reader.arrangements(plan, adopted=adopted)
    if mistakes:
        return ParsedArrangements(None, tuple(sorted(mistakes, key=lambda each: (each.line, each.path))))
    return ParsedArrangements(arrangements, ())


class _Reader:
    """Reads table by table. What could not be read is left empty, so that the rest is checked as well."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self._mistakes = mistakes
        self._needs: tuple[Need, ...] | None = None
        self._partners: list[tuple[Partner, Page, frozenset[str]]] = []
        self._away: list[tuple[Away, Page]] = []
        self._count: dict[str, int] = {}

    def take(self, table: Table) -> None:
        """Read one table; its mistakes are noted."""
        number = self._count[table.name] = self._count.get(table.name, -1) + 1
        page = Page(table, f"{table.name}[{number}]" if table.many else table.name, self._mistakes)
        match table.name, table.many:
            case "", _:
                for name in table.tree or {}:
                    says = f"{quoted(name)} stands before the first table."
                    self._mistakes.append(Mistake(name, table.line_of(name), says, "Move it below a table."))
            case ("coverage", False) | (("partner" | "away"), True) if table.tree is None:
                pass  # it cannot be read as TOML, which is noted
            case "coverage", False:
                if number:
                    page.note("", "[coverage] is written twice.", "Keep one.")
                self._needs = _needs(page, page.section(table.tree, "", ("needs",)), "needs")
            case "partner", True:
                self._partners.append((_partner(page, table.tree), page, _written(table.tree)))
            case "away", True:
                self._away.append((_away(page, table.tree), page))
            case _:
                page.note("", f"{quoted(table.name)} is no part of a file of arrangements.", _KNOWN)

    def arrangements(self, plan: Plan, *, adopted: bool) -> Arrangements:
        """Give the arrangements, after checking what concerns the whole file. They count only if no mistake was noted."""
        people = {str(person.person) for person in plan.people}
        ids: dict[str, int] = {}
        for partner, page, _ in self._partners:
            if partner.partner in people and not adopted:
                page.note("id", f"A person of the plan has the id {quoted(partner.partner)}.", "Choose another one.")
            if partner.partner and ids.setdefault(partner.partner, page.line) != page.line:
                says = f"The partner on line {ids[partner.partner]} has the same id."
                page.note("id", says, "Choose another one, or keep one of the two.")
        known = people | set(ids)
        for away, page in self._away:
            if away.who and away.who not in known and not adopted:
                says = f"Neither the plan nor this file has somebody with the id {quoted(away.who)}."
                page.note(
                    "who", says, did_you_mean(away.who, known) or "Take out whoever left; correct the id otherwise."
                )
        return Arrangements(
            needs=tuple(Need) if self._needs is None else self._needs,
            partners=tuple(
                of_plan
                for partner, page, written in self._partners
                if (of_plan := _of_plan(partner, page, written, plan, adopted=adopted)) is not None
            ),
            away=tuple(each for each, _ in self._away),
        )


def _partner(page: Page, tree: object) -> Partner:
    known = page.section(tree, "", ("id", "gives"), _OWNED_BY_PLAN)
    return Partner(
        partner=_line(page, known, "id", NAME_CHARACTERS_MAX),
        name=_line(page, known, "name", NAME_CHARACTERS_MAX),
        gives=_needs(page, known, "gives"),
        hours=_hours(page, known),
        called=_line(page, known, "called", CALLED_CHARACTERS_MAX),
    )


def _written(tree: object) -> frozenset[str]:
    return frozenset(tree).intersection(_OWNED_BY_PLAN) if isinstance(tree, dict) else frozenset()


def _of_plan(partner: Partner, page: Page, written: frozenset[str], plan: Plan, *, adopted: bool) -> Partner | None:
    """Give the partner with name, hours and telephone from the plan, if the plan has a helper of this id. Then none of them is written
    here: what stands in two files is wrong in one of them some day.

    `adopted`: the plan may have changed since. Then what it says counts, and a partner of whom nothing is known any more is None.
    """
    helper = next((each for each in plan.helpers if each.helper == partner.partner), None)
    if adopted and helper is None and not written:
        return None
    for name in () if adopted and helper is not None else _OWNED_BY_PLAN:
        if helper is None and name not in written:
            do = f'Add it, or add {quoted(partner.partner)} to "other_help" in the plan.'
            page.note("", f"{quoted(name)} is missing.", do)
        elif helper is not None and name in written:
            says = f"The plan says this of {quoted(partner.partner)}, under other_help."
            page.note(name, says, "Take it out here, and correct it in the plan.")
    if helper is None:
        return partner
    parts = filter(None, (f"telephone {helper.phone}" if helper.phone else "", helper.how))
    called = (". " if helper.how[:1].isupper() else "; ").join(parts)
    return replace(partner, name=helper.name, hours=helper.hours, called=called)


def _away(page: Page, tree: object) -> Away:
    if isinstance(tree, dict) and "why" in tree:
        page.note("why", "No reason is kept of why somebody is away.", "Take it out.")
        tree = {name: each for name, each in tree.items() if name != "why"}
    known = page.section(tree, "", ("who", "first"), ("last", "from", "to"))
    first = page.day(known["first"], "first") if "first" in known else date.min
    last = page.day(known["last"], "last") if "last" in known else first
    if date.min not in (first, last) and last < first:
        page.note("last", f"{last} is before {first}.", "Exchange the first and the last day.")
    if date.min not in (first, last) and (last - first).days >= SPECIAL_DAYS_MAX:
        page.note("last", "This is longer than a year.", "Correct the first or the last day.")
    usual = Away(who="", first=first, last=last)
    start_min, end_min = _minute(page, known, "from", usual.start_min), _minute(page, known, "to", usual.end_min)
    if end_min <= start_min:
        page.note("to", "This is not later than when it begins.", "Exchange the two times, or correct one of them.")
    return Away(
        who=_line(page, known, "who", NAME_CHARACTERS_MAX), first=first, last=last, start_min=start_min, end_min=end_min
    )


def _line(page: Page, known: Mapping[str, object], name: str, characters_max: int) -> str:
    text = page.text(known[name], name) if name in known else ""
    if len(text) > characters_max:
        page.note(name, f"This is {len(text)} characters long.", f"Use at most {characters_max}.")
    return text


def _needs(page: Page, known: Mapping[str, object], name: str) -> tuple[Need, ...]:
    """Give the needs of a list, in the order in which needs are listed."""
    if name not in known:
        return ()
    words = [page.word(each, at, map(str, Need), "need") for at, each in page.items(known[name], name)]
    return tuple(need for need in Need if need in words)


def _hours(page: Page, known: Mapping[str, object]) -> tuple[Hours, ...]:
    """Give hours of the week, written as the plan writes them."""
    spans: list[Hours] = []
    for at, each in page.items(known["hours"], "hours") if "hours" in known else ():
        try:
            spans += from_words(each) if isinstance(each, str) else ()
        except HoursError as error:
            page.note(
                at, str(error), "Write days and times such as mon-fri 07:30-16:00, each span as an item of its own."
            )
        if not isinstance(each, str):
            page.note(at, f"This must be hours of the week, not {shape(each)}.", 'Write "mon-fri 07:30-16:00".')
    return joined(spans)


def _minute(page: Page, known: Mapping[str, object], name: str, usual: int) -> int:
    """Give a time of the day in minutes since midnight, or the usual one where none is said or can be read."""
    if name not in known:
        return usual
    value = known[name]
    minute = clock_minute(value) if isinstance(value, str) else None
    if minute is None:
        says = f'This must be a time such as "10:30", not {shape(value)}.'
        page.note(name, says, "Write hours and minutes, of 24 hours, or leave it out for the whole day.")
    return usual if minute is None else minute
