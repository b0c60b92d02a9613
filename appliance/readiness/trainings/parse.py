"""Reads the file of trainings: gives them, or every mistake with its line. Pure; the caller reads the file."""

from collections.abc import Mapping

import msgspec

from appliance.duties.page import Page
from appliance.duties.toml_lines import Table, tables
from appliance.plan.mistakes import Mistake, quoted
from appliance.plan.model import Role
from appliance.readiness.trainings.training import EVERYBODY, TEAM, Training

TRAININGS_FILE_CHARACTERS_MAX = 64 * 1024
"""Ours: the shipped file has some 3,000 characters."""
TRAININGS_MAX = 50
"""Ours: a list of more is read by nobody."""
TITLE_CHARACTERS_MAX = 60
"""Ours: a title and a date fit on a line of 80 columns."""
VALID_MONTHS_MAX = 120
"""Ours: what counts for more than ten years counts for good."""
WITHIN_SCHOOL_DAYS_MAX = 180
"""Ours: a school year has about 180 school days."""


class ParsedTrainings(msgspec.Struct, frozen=True):
    """The result of reading a file. With mistakes, which are in the order of their lines, there are no trainings."""

    trainings: tuple[Training, ...]
    mistakes: tuple[Mistake, ...]


def parse(text: str) -> ParsedTrainings:
    """Read the text of a file of trainings."""
    if len(text) > TRAININGS_FILE_CHARACTERS_MAX:
        says = f"The file is longer than {TRAININGS_FILE_CHARACTERS_MAX:,} characters, which no file of trainings is."
        return ParsedTrainings((), (Mistake("", 1, says, "Check that this is the file of trainings."),))
    found, mistakes = tables(text)
    trainings: list[Training] = []
    lines: dict[str, int] = {}
    for table in found:
        page = Page(table, f"training[{len(trainings)}]" if table.name == "training" else table.name, mistakes)
        if table.name == "" and not table.tree:
            continue
        if (table.name, table.many) != ("training", True):
            page.note(
                "", f"{quoted(table.name)} is no part of a file of trainings.", "Write [[training]] for each of them."
            )
        elif table.tree is not None:
            trainings.append(_training(page, table, lines))
    if not trainings and not mistakes:
        mistakes.append(Mistake("", 1, "There is no training in this file.", "Write [[training]]."))
    if len(trainings) > TRAININGS_MAX:
        mistakes.append(Mistake("", 1, f"There are {len(trainings)} trainings.", f"Keep at most {TRAININGS_MAX}."))
    if mistakes:
        return ParsedTrainings((), tuple(sorted(mistakes, key=lambda each: (each.line, each.path))))
    return ParsedTrainings(tuple(trainings), ())


def _training(page: Page, table: Table, lines: dict[str, int]) -> Training:
    needed = ("id", "title", "of", "within_school_days", "says", "source")
    known = page.section(table.tree, "", needed, ("valid_months", "confirmed"))
    name = _text(page, known, "id")
    if name and lines.setdefault(name, page.line) != page.line:
        page.note("id", f"The training on line {lines[name]} has the same id.", "Choose another one.")
    title = _text(page, known, "title")
    if len(title) > TITLE_CHARACTERS_MAX:
        page.note("title", f"This is {len(title)} characters long.", f"Use at most {TITLE_CHARACTERS_MAX}.")
    words = (EVERYBODY, *map(str, TEAM))
    of = [page.word(each, at, words, "role") for at, each in page.items(known["of"], "of")] if "of" in known else []
    valid = page.number(known["valid_months"], "valid_months", 1, VALID_MONTHS_MAX) if "valid_months" in known else None
    within = known.get("within_school_days", 0)
    return Training(
        training=name,
        title=title,
        says=_text(page, known, "says"),
        everybody=EVERYBODY in of,
        roles=tuple(Role(each) for each in of if each and each != EVERYBODY),
        valid_months=valid,
        within_school_days=page.number(within, "within_school_days", 0, WITHIN_SCHOOL_DAYS_MAX),
        source=_text(page, known, "source"),
        confirmed=_text(page, known, "confirmed"),
    )


def _text(page: Page, known: Mapping[str, object], name: str) -> str:
    return page.text(known[name], name) if name in known else ""
