"""Takes values out of the tables of a TOML file, and notes each mistake on the way with its path and line. Pure; knows no rule."""

from collections.abc import Iterable
from datetime import date, datetime

from appliance.duties.toml_lines import Table
from appliance.plan.mistakes import Mistake, did_you_mean, listed, quoted
from appliance.record.values import can_be_shown

TEXT_CHARACTERS_MAX = 400
"""Ours: two or three sentences, so that a duty fits a screen."""


class Page:
    """One table of a file while it is read. `path` names it in sentences: `rule[2]`."""

    def __init__(self, table: Table, path: str, mistakes: list[Mistake]) -> None:
        """Read this table, and note mistakes in this list."""
        self._table = table
        self._path = path
        self._mistakes = mistakes

    @property
    def line(self) -> int:
        """The line on which the table begins."""
        return self._table.line

    def note(self, at: str, says: str, do: str) -> None:
        """Note that something is wrong at a path inside the table."""
        inside = f"{self._path}.{at}" if at and not at.startswith("[") else f"{self._path}{at}"
        self._mistakes.append(Mistake(inside.lstrip("."), self._table.line_of(at), says, do))

    def noted(self) -> int:
        """Count the mistakes so far."""
        return len(self._mistakes)

    def section(
        self, value: object, at: str, required: Iterable[str], optional: Iterable[str] = ()
    ) -> dict[str, object]:
        """Give the values of a section that may have only these names."""
        needed, known = tuple(required), (*required, *optional)
        if not isinstance(value, dict):
            self.note(at, f"This must be a section of names and values, not {shape(value)}.", "Write { name = value }.")
            return {}
        for name in value:
            if name not in known:
                do = did_you_mean(name, known) or f"Known here: {listed(known)}."
                self.note(inside(at, name), f"{quoted(name)} is not known here.", do)
        for name in needed:
            if name not in value:
                self.note(at, f"{quoted(name)} is missing.", "Add it.")
        return {name: each for name, each in value.items() if name in known}

    def items(self, value: object, at: str) -> list[tuple[str, object]]:
        """Give the items of a list, each with its path."""
        if not isinstance(value, list):
            self.note(at, f"This must be a list, not {shape(value)}.", "Write [first, second].")
            return []
        if not value:
            self.note(at, "This list is empty.", "Write what belongs in it, or take it out.")
        return [(f"{at}[{number}]", each) for number, each in enumerate(value)]

    def text(self, value: object, at: str) -> str:
        """Give a text of a few sentences, or an empty text where there is none."""
        if not isinstance(value, str):
            self.note(at, f"This must be a text, not {shape(value)}.", "Write it in quotation marks.")
            return ""
        text = " ".join(value.split())
        if not text:
            self.note(at, "This is empty.", "Write what is meant, or take it out.")
        elif not can_be_shown(text):
            self.note(at, "This holds a character that cannot be shown.", "Type it again.")
        elif len(text) > TEXT_CHARACTERS_MAX:
            self.note(at, f"This is {len(text)} characters long.", f"Use at most {TEXT_CHARACTERS_MAX}.")
        else:
            return text
        return ""

    def word(self, value: object, at: str, known: Iterable[str], what: str) -> str:
        """Give one of the words that are known here."""
        words = list(known)
        if isinstance(value, str) and value in words:
            return value
        shown = quoted(value) if isinstance(value, str) else shape(value)
        near = did_you_mean(value, words) if isinstance(value, str) else ""
        self.note(at, f"There is no {what} {shown}.", near or f"Known: {listed(words[:20])}.")
        return ""

    def number(self, value: object, at: str, least: int, most: int) -> int:
        """Give a whole number within bounds."""
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.note(at, f"This must be a whole number from {least} to {most:,}.", "Write it without quotation marks.")
            return least
        return value

    def yes(self, value: object, at: str) -> bool:
        """Give true or false."""
        if not isinstance(value, bool):
            self.note(at, f"This must be true or false, not {shape(value)}.", "Write true or false.")
        return value is True

    def day(self, value: object, at: str) -> date:
        """Give a date."""
        if not isinstance(value, date) or isinstance(value, datetime):
            self.note(at, f"This must be a date, not {shape(value)}.", "Write it without quotation marks: 2026-08-01.")
            return date.min
        return value


def shape(value: object) -> str:
    """Say what kind of value was written."""
    match value:
        case bool():
            return "true or false"
        case str():
            return f"the text {quoted(value)}"
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list"
        case dict():
            return "a section"
        case _:
            return f"{value}"


def inside(at: str, name: str) -> str:
    """Give the path of a name inside of a path."""
    return f"{at}.{name}" if at else name
