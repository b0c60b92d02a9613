"""Reads adults and completed trainings out of the rows of two tables: gives all of them, or every mistake with its line. Pure; the caller
reads the file and cuts it into cells.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from appliance.duties.adopted.calendar_document import YEARS
from appliance.plan.mistakes import Mistake, did_you_mean, listed, quoted
from appliance.plan.model import Role
from appliance.readiness.trainings.training import TEAM, Adult, Fact, Group, Training
from appliance.record.values import can_be_shown

ADULT_COLUMNS = ("id", "name", "group", "first_day", "roles", "last_day")
"""The columns of the table of adults. `roles` are those of the response team, with a blank between two."""
NEEDED = ADULT_COLUMNS[:4]
"""The columns of the table of adults in which every row has a value."""
HELD_COLUMNS = ("id", "training", "on")
"""The columns of the table of completed trainings: who, which, and on which day."""
ADULTS_MAX = 2000
"""Ours: the largest schools of a state have some hundred adults; with substitutes of a whole district it may be a thousand."""
NAME_CHARACTERS_MAX = 60
"""Ours: a name and a date fit on a line of 80 columns."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

type Rows = Iterable[tuple[int, Mapping[str, str]]]
"""The line on which each row begins, and its cells by column; a cell without a value is empty."""


class ReadAdults(msgspec.Struct, frozen=True):
    """The result of reading a table of adults. With mistakes no row counts."""

    adults: tuple[Adult, ...]
    mistakes: tuple[Mistake, ...]


class ReadFacts(msgspec.Struct, frozen=True):
    """The result of reading a table of completed trainings. With mistakes no row counts."""

    facts: tuple[Fact, ...]
    mistakes: tuple[Mistake, ...]


def read_adults(rows: Rows) -> ReadAdults:
    """Read the adults of a school."""
    table = tuple(rows)
    mistakes = _lacking(table, NEEDED)
    found: dict[str, tuple[int, Adult]] = {}
    for line, cells in () if mistakes else table:
        row = _Row(line, cells, mistakes)
        adult = row.adult()
        if adult.adult in found:
            row.note(
                "id",
                f"The adult on line {found[adult.adult][0]} has the same id.",
                "Give each of them an id of their own.",
            )
        elif adult.adult:
            found[adult.adult] = line, adult
    if len(found) > ADULTS_MAX:
        mistakes.append(Mistake("", 1, f"There are {len(found):,} adults.", f"Keep at most {ADULTS_MAX:,}."))
    if not found and not mistakes:
        mistakes.append(Mistake("", 1, "There is no adult in this table.", f"Begin it with {','.join(ADULT_COLUMNS)}"))
    return ReadAdults(() if mistakes else tuple(adult for _, adult in found.values()), _in_order(mistakes))


def read_held(
    rows: Rows,
    adults: Iterable[Adult],
    trainings: Iterable[Training],
    today: date,
    given_ms: int,
    *,
    adopted: bool = False,
) -> ReadFacts:
    """Read who completed which training. `given_ms` is when the table was given (ms since the Unix epoch). `adopted`: it was sound once.
    Then rows about an adult who left, or about a training that was taken out of the list, are no mistake.
    """
    table = tuple(rows)
    mistakes = _lacking(table, HELD_COLUMNS)
    people, known = {each.adult for each in adults}, {each.training for each in trainings}
    if adopted:
        people |= {" ".join(cells["id"].split()) for _, cells in table}
        known |= {" ".join(cells["training"].split()) for _, cells in table}
    facts = [_Row(line, cells, mistakes).fact(people, known, today, given_ms) for line, cells in table]
    return ReadFacts(() if mistakes else tuple(facts), _in_order(mistakes))


class _Row:
    """One row; its mistakes are noted in the list."""

    def __init__(self, line: int, cells: Mapping[str, str], mistakes: list[Mistake]) -> None:
        self._line, self._cells, self._mistakes = line, cells, mistakes

    def note(self, column: str, says: str, do: str) -> None:
        self._mistakes.append(Mistake(column, self._line, says, do))

    def adult(self) -> Adult:
        first, last = self._day("first_day"), self._day("last_day") if self._cells["last_day"] else None
        if last is not None and date.min not in (first, last) and last < first:
            self.note("last_day", f"{last} is before {first}.", "Exchange the two days, or correct one of them.")
        return Adult(
            adult=self._text("id"),
            name=self._text("name"),
            group=self._group(),
            roles=self._roles(),
            first_day=first,
            last_day=last,
        )

    def fact(self, people: set[str], trainings: set[str], today: date, given_ms: int) -> Fact:
        adult, training, on = self._text("id"), self._text("training"), self._day("on")
        if adult and adult not in people:
            near = did_you_mean(adult, people) or "Add them to the table of adults, or take out whoever left."
            self.note("id", f"There is no adult with the id {quoted(adult)}.", near)
        if training and training not in trainings:
            near = did_you_mean(training, trainings) or f"Known: {listed(sorted(trainings))}."
            self.note("training", f"There is no training {quoted(training)}.", near)
        if on > today:
            self.note("on", f"{on} is still to come.", "Write it down once the training was completed.")
        return Fact(adult=adult, training=training, on=on, given_ms=given_ms)

    def _text(self, column: str) -> str:
        text = " ".join(self._cells[column].split())
        if not text:
            self.note(column, "This cell is empty.", "Fill it in, or take out the row.")
        elif len(text) > NAME_CHARACTERS_MAX:
            self.note(column, f"This is {len(text)} characters long.", f"Use at most {NAME_CHARACTERS_MAX}.")
        elif not can_be_shown(text):
            self.note(column, "This holds a character that cannot be shown.", "Type it again.")
        return text

    def _group(self) -> Group:
        word = self._cells["group"].casefold()
        if word in list(Group):
            return Group(word)
        self.note(
            "group", f"There is no group {quoted(word)}.", did_you_mean(word, Group) or f"Known: {listed(Group)}."
        )
        return Group.OTHER

    def _roles(self) -> tuple[Role, ...]:
        words = self._cells["roles"].casefold().split()
        for word in words:
            if word not in TEAM:
                self.note(
                    "roles",
                    f"There is no role {quoted(word)} in the team.",
                    did_you_mean(word, TEAM) or f"Known: {listed(TEAM)}.",
                )
        return tuple(role for role in TEAM if role in words)

    def _day(self, column: str) -> date:
        text = self._cells[column]
        try:
            day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None:
            self.note(
                column,
                f"{quoted(text)} is no day." if text else "This cell is empty.",
                "Write year, month and day: 2026-08-13.",
            )
        elif day.year not in YEARS:
            self.note(column, f"{day} is in no year of this school.", "Look at the year.")
        return date.min if day is None else day


def _lacking(rows: Iterable[tuple[int, Mapping[str, str]]], needed: tuple[str, ...]) -> list[Mistake]:
    """Note each column that no row has a value in, once and not for every row."""
    table = tuple(rows)
    return [
        Mistake("", 1, f'There is no column "{name}", or it is empty.', f"Begin the table with {','.join(needed)}")
        for name in needed
        if table and not any(cells[name] for _, cells in table)
    ]


def _in_order(mistakes: list[Mistake]) -> tuple[Mistake, ...]:
    return tuple(sorted(mistakes, key=lambda each: (each.line, each.path)))
