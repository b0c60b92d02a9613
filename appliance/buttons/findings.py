"""Tells what the check of a plan finds in the rows of a list, with their lines and in their words. Pure; knows no file, judges nothing."""

import re

import msgspec

from appliance.plan.check import check
from appliance.plan.mistakes import Finding, Mistake, quoted
from appliance.plan.model import Plan

_PATH = re.compile(r"(rooms|buttons|sounders)\[(\d+)\]\.?(\w*)")
_OF_ONE_NAME = ("id", "key", "device")  # a row gives one name, from which all of these are made
_SHARED = {"id": "device name", "device": "device name"}


class RowFindings(msgspec.Struct):
    """What is wrong with the rows of a list. `elsewhere` says where entries are that no row brought: "in the plan"."""

    elsewhere: str
    mistakes: list[Mistake] = []
    warnings: list[Mistake] = []

    def judge(self, whole: Plan, lines: dict[str, list[int]]) -> None:
        """Note what is wrong with a plan that contains the rows. `lines`: section → lines of the rows that are its last entries, in
        order.
        """
        told: set[tuple[int, str]] = set()
        for each in check(whole):
            placed = self._placed(each, whole, lines)
            # One wrong name is at once the name of a device, a key and perhaps a room: it is told once.
            if placed is not None and (placed.line, placed.path) not in told:
                told.add((placed.line, placed.path))
                (self.warnings if each.warning else self.mistakes).append(placed)

    def note_again(self, column: str, name: str, line: int, first_lines: dict[str, int]) -> None:
        """Note it if an earlier row has this name. `first_lines`: name → the line where it was first; this function fills it."""
        first = first_lines.setdefault(name, line)
        if first != line:
            says = f"{quoted(name)} is used already, on line {first}."
            self.mistakes.append(Mistake(column, line, says, "Each must have its own: choose another."))

    def _placed(self, each: Finding, whole: Plan, lines: dict[str, list[int]]) -> Mistake | None:
        """Give the finding with the line of its row; None if it is about an entry that no row brought."""
        if each.path in lines:
            return Mistake("", 1, each.says, each.do) if lines[each.path] else None
        row, other = _place(each.path, whole, lines), _place(each.see, whole, lines)
        if row is not None and row.line is None:
            # Buttons are checked before sounders. So if a sounder of a row takes what a button of the plan has, the finding is at the
            # plan's button.
            row, other = other, row
        if row is None or row.line is None:
            return None
        return Mistake(row.column, row.line, self._says(each, row, other), each.do)

    def _says(self, each: Finding, row: "_Place", other: "_Place | None") -> str:
        if other is None:
            return each.says
        if other.section != row.section:
            return f"{other.named} {self.elsewhere} has this {_SHARED.get(other.field, other.field)} already."
        return each.says.replace(f"at {each.see}", self.elsewhere if other.line is None else f"on line {other.line}")


class _Place(msgspec.Struct, frozen=True):
    """The entry to which a path leads. `named` as in `Sounder "west-hall"`; `line` is the line of the row that brought it, None if none
    did.
    """

    section: str
    field: str
    named: str
    line: int | None

    @property
    def column(self) -> str:
        return self.section.removesuffix("s") if self.field in _OF_ONE_NAME else self.field


def _place(path: str, whole: Plan, lines: dict[str, list[int]]) -> _Place | None:
    found = _PATH.match(path)
    if found is None:
        return None
    section, at, field = found[1], int(found[2]), found[3]
    entries, of_rows = getattr(whole, section), lines.get(section, [])
    kind = section.removesuffix("s")
    before = len(entries) - len(of_rows)
    named = f"{kind.capitalize()} {quoted(getattr(entries[at], kind))}"
    return _Place(section, field, named, of_rows[at - before] if at >= before else None)
