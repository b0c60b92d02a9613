"""Reads a file with one planned set of exercises: gives the set, or every mistake in the file with its line, what is wrong and what to do.
Pure; the caller reads the file.

The file is TOML: `[set]` once, and then an `[[exercise]]` for each exercise to be done. A file with a mistake is refused as a whole.
"""

import re
from collections.abc import Collection
from datetime import date, timedelta

import msgspec

from appliance.core.exercise_sets.known import EXERCISES_MAX, YEAR_DAYS_MAX
from appliance.core.ground.limits import EXERCISE_TITLE_CHARACTERS_MAX
from appliance.duties.page import Page
from appliance.duties.toml_lines import Table, tables
from appliance.exercises.scenario import ScenarioId
from appliance.exercises.sets import Assigned, ExerciseSet
from appliance.plan.mistakes import Mistake, counted, quoted

FILE_CHARACTERS_MAX = 64 * 1024
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MADE_OF = "Write [set] once, and [[exercise]] before each exercise."


class ParsedSet(msgspec.Struct, frozen=True):
    """The result of reading a file. `its` is None when there are mistakes, which are in the order of their lines."""

    its: ExerciseSet | None
    mistakes: tuple[Mistake, ...]


def parse_set(text: str, known: Collection[ScenarioId]) -> ParsedSet:
    """Read the text of a file. `known` are the ids of the scenarios that there are."""
    if len(text) > FILE_CHARACTERS_MAX:
        says = f"The file is longer than {FILE_CHARACTERS_MAX:,} characters, which no set is."
        return ParsedSet(None, (Mistake("", 1, says, "Check that this is the file of a set."),))
    found, mistakes = tables(text)
    head: ExerciseSet | None = None
    pages: list[tuple[Page, Assigned]] = []
    number = sets = 0
    for table in found:
        match table.name, table.many:
            case "", _:
                for name in table.tree or {}:
                    says = f"{quoted(name)} stands before the first table."
                    mistakes.append(Mistake(name, table.line_of(name), says, "Move it below [set]."))
            case "set", False:
                sets += 1
                if sets > 1:
                    mistakes.append(Mistake("set", table.line, "The set is named twice.", "Keep one [set]."))
                head = head if table.tree is None else _head(Page(table, "set", mistakes), table.tree)
            case "exercise", True:
                page = Page(table, f"exercise[{number}]", mistakes)
                number += 1
                if table.tree is not None and (one := _assigned(page, table, table.tree, known)) is not None:
                    pages.append((page, one))
            case _:
                says = f"{quoted(table.name)} is no part of a set."
                mistakes.append(Mistake(table.name, table.line, says, _MADE_OF))
    _whole(sets, number, mistakes)
    if head is not None and not mistakes:
        _days(head, pages)
    if mistakes or head is None:
        return ParsedSet(None, tuple(sorted(mistakes, key=lambda each: (each.line, each.path))))
    return ParsedSet(msgspec.structs.replace(head, assigned=tuple(each for _, each in pages)), ())


def _whole(sets: int, number: int, mistakes: list[Mistake]) -> None:
    if not sets:
        mistakes.append(Mistake("", 1, "The set has no name.", "Begin the file with [set], its name, title and days."))
    if not 0 < number <= EXERCISES_MAX:
        says = f"There are {counted(number, 'exercise')} in this set."
        mistakes.append(Mistake("exercise", 1, says, f"Write 1 to {EXERCISES_MAX}, each below [[exercise]]."))


def _head(page: Page, tree: dict[str, object]) -> ExerciseSet:
    known = page.section(tree, "", ("name", "title", "first", "last"))
    name = page.text(known["name"], "name") if "name" in known else ""
    if name and not _NAME.fullmatch(name):
        page.note("name", f"{quoted(name)} cannot be the name of a set.", "Use small letters, digits and -: 2026-27.")
    title = page.text(known["title"], "title") if "title" in known else ""
    first = page.day(known["first"], "first") if "first" in known else date.min
    last = page.day(known["last"], "last") if "last" in known else date.min
    if {"first", "last"} <= set(known) and date.min not in {first, last}:
        if last < first:
            page.note("last", "The last day is before the first one.", "Change one of them.")
        elif last - first > timedelta(days=YEAR_DAYS_MAX):
            page.note("last", "These days are more than a year.", "Make a set for each school year.")
    return ExerciseSet(name, title, first, last, ())


def _assigned(page: Page, table: Table, tree: dict[str, object], scenarios: Collection[ScenarioId]) -> Assigned | None:
    known = page.section(tree, "", ("by",), ("scenario", "drill", "on"))
    scenario = page.word(known["scenario"], "scenario", sorted(scenarios), "scenario") if "scenario" in known else ""
    drill = " ".join(page.text(known["drill"], "drill").split()) if "drill" in known else ""
    if len(drill) > EXERCISE_TITLE_CHARACTERS_MAX:
        page.note("drill", f"This name has {len(drill)} characters.", f"Write at most {EXERCISE_TITLE_CHARACTERS_MAX}.")
    if ("scenario" in known) == ("drill" in known):
        says = "names a scenario and a drill" if "drill" in known else "names neither a scenario nor a drill"
        page.note(
            "scenario",
            f"This exercise {says}.",
            "Write one of them: scenario for a talk at a table, drill for a drill.",
        )
    by = page.day(known["by"], "by") if "by" in known else date.min
    on = page.day(known["on"], "on") if "on" in known else None
    return Assigned(ScenarioId(scenario), by, on, table.line, drill) if (scenario or drill) and by != date.min else None


def _days(head: ExerciseSet, pages: list[tuple[Page, Assigned]]) -> None:
    """Check that each day is one of the school year, and that nothing is scheduled for later than it is to be done."""
    year = f"{head.first} to {head.last}"
    seen: set[tuple[str, date]] = set()
    for page, each in pages:
        if (each.what, each.by) in seen:
            page.note("by", f"The same exercise is to be done by {each.by} twice.", "Give one of them another day.")
        seen.add((each.what, each.by))
        if not head.first <= each.by <= head.last:
            page.note("by", f"{each.by} is not in this school year.", f"Take a day from {year}.")
        elif each.on is not None and not head.first <= each.on <= each.by:
            page.note("on", f"It is scheduled for {each.on}.", f"Take a day from {head.first} to {each.by}.")
