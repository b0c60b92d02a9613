"""Reads the file of students and posts: gives the buildings, or every mistake with its line. Pure; the caller reads the file."""

from collections.abc import Mapping
from datetime import date

import msgspec

from appliance.duties.page import Page, shape
from appliance.duties.toml_lines import Table, tables
from appliance.plan.mistakes import Mistake, quoted
from appliance.readiness.ratios.ratios import POST, Profession, School

SCHOOLS_FILE_CHARACTERS_MAX = 256 * 1024
"""Ours: a building takes some 120 characters, so this is more than any district."""
STUDENTS_MAX = 20_000
"""Ours: more than the largest schools of the country have."""
POSTS_MAX = 500
"""Ours: more than one post for every 40 students of such a school is a typing mistake."""
NAME_CHARACTERS_MAX = 60
"""Ours: a name and a number fit on a line of 80 columns."""


class ParsedSchools(msgspec.Struct, frozen=True):
    """The result of reading a file. With mistakes, which are in the order of their lines, there are no buildings."""

    schools: tuple[School, ...]
    mistakes: tuple[Mistake, ...]


def parse(text: str) -> ParsedSchools:
    """Read the text of a file of students and posts."""
    if len(text) > SCHOOLS_FILE_CHARACTERS_MAX:
        says = f"The file is longer than {SCHOOLS_FILE_CHARACTERS_MAX:,} characters, which no such file is."
        return ParsedSchools((), (Mistake("", 1, says, "Check that this is the file of students and posts."),))
    found, mistakes = tables(text)
    schools: list[School] = []
    lines: dict[str, int] = {}
    for table in found:
        page = Page(table, f"building[{len(schools)}]" if table.name == "building" else table.name, mistakes)
        if table.name == "" and not table.tree:
            continue
        if (table.name, table.many) != ("building", True):
            page.note("", f"{quoted(table.name)} is no part of this file.", "Write [[building]] for each building.")
        elif table.tree is not None:
            schools.append(_school(page, table, lines))
    if not schools and not mistakes:
        mistakes.append(Mistake("", 1, "There is no building in this file.", "Write [[building]]."))
    if mistakes:
        return ParsedSchools((), tuple(sorted(mistakes, key=lambda each: (each.line, each.path))))
    return ParsedSchools(tuple(schools), ())


def _school(page: Page, table: Table, lines: dict[str, int]) -> School:
    known = page.section(table.tree, "", ("name", "students", "as_of", *Profession))
    name = page.text(known["name"], "name") if "name" in known else ""
    if len(name) > NAME_CHARACTERS_MAX:
        page.note("name", f"This is {len(name)} characters long.", f"Use at most {NAME_CHARACTERS_MAX}.")
    if name and lines.setdefault(name, page.line) != page.line:
        page.note(
            "name",
            f"The building on line {lines[name]} has the same name.",
            "Keep one of the two, or correct the name.",
        )
    return School(
        name=name,
        students=page.number(known["students"], "students", 1, STUDENTS_MAX) if "students" in known else 1,
        posts={each: _posts(page, known, each) for each in Profession},
        as_of=page.day(known["as_of"], "as_of") if "as_of" in known else date.min,
    )


def _posts(page: Page, known: Mapping[str, object], profession: Profession) -> int:
    """Give posts in hundredths. A figure that is no multiple of a hundredth is a mistake, so that nothing is rounded unseen."""
    if profession not in known:
        return 0
    value = known[profession]
    if isinstance(value, bool) or not isinstance(value, int | float):
        page.note(
            profession,
            f"This must be a number of full-time posts, not {shape(value)}.",
            "Write 1, or 0.5 for half a post.",
        )
        return 0
    if not 0 <= value <= POSTS_MAX:
        page.note(profession, f"This must be a number from 0 to {POSTS_MAX}.", "Write 1, or 0.5 for half a post.")
        return 0
    posts = round(value * POST)
    if abs(posts - value * POST) > 1e-6:
        page.note(
            profession, f"{value} has more than two digits behind the point.", "Round it to hundredths of a post."
        )
    return posts
