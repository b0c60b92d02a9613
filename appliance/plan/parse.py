"""Makes a Plan of a plan file, or tells every mistake in the file at once, each with its line. Knows nothing of the running box.

The file is YAML 1.2, with the sections building, occupied, rooms, areas, buttons, desks, people, sounders, ladder, limits and
retention, those of `wire_sections`, and supports. `example.yaml` shows what each may hold; `check` says what a Plan must satisfy.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from appliance.plan.check import check
from appliance.plan.document import PLAN_DOCUMENT_BYTES_MAX, to_document
from appliance.plan.marked import RawValue, Sheet, compose
from appliance.plan.mistakes import Finding, Mistake
from appliance.plan.model import Plan
from appliance.plan.sections import plan_on
from appliance.plan.text_file import read_text

__all__ = ["PLAN_FILE_BYTES_MAX", "Mistake", "ParsedPlan", "examine", "examine_file", "examine_tree", "parse", "read"]

PLAN_FILE_BYTES_MAX = 1024 * 1024
"""1,000 rooms with two buttons each, with many comments, are half of it. A larger file is not a plan."""

_ENTRY = re.compile(r"(rooms|buttons|sounders)\[(\d+)\]")

_LOOKED_UP = {"id", "zone", "room", "contacts", "roles", "duty", "told_by", "desks", "sounders", "people"}
"""Fields that other sections refer to. While one of them cannot be read, a name that is not found in its section proves nothing."""

_TOO_LONG = Mistake(
    "",
    1,
    f"The file is longer than {PLAN_FILE_BYTES_MAX:,} bytes, which no plan of a building is.",
    "Check that this is the plan file.",
)


class ParsedPlan(msgspec.Struct, frozen=True):
    """The result of reading a plan file. `plan` is None when there are mistakes; both lists are in the order of the lines."""

    plan: Plan | None
    mistakes: list[Mistake]
    warnings: list[Mistake]


class Begun(msgspec.Struct, frozen=True):
    """A plan file to which lists of rooms and sounders will be added. It may lack what the lists bring, and it may name it already.

    `plan` is None if the file cannot be read, and `mistakes` say why.
    """

    plan: Plan | None
    mistakes: list[Mistake]
    sheet: Sheet

    def against(self, whole: Plan) -> list[Mistake]:
        """Give what is wrong with this file once the plan is whole. Mistakes of an added entry are left out, because they belong to its
        list.
        """
        assert self.plan is not None, "one that could not be read is not added to"
        found = [each for each in check(whole) if not each.warning]
        own = [each for each in found if not (_is_added(each.path, self.plan) or _is_added(each.see, self.plan))]
        return _in_order(_placed(self.sheet, each) for each in own)


def parse(text: str, source: str) -> Plan | list[Mistake]:
    """Give the checked plan in a text, or everything wrong with it. `source` is the name of the text in messages."""
    parsed = examine(text, source)
    return parsed.plan or parsed.mistakes


def read(file: Path) -> Plan | list[Mistake]:
    """Give the checked plan in a file, or everything wrong with it, including that the file cannot be read."""
    parsed = examine_file(file)
    return parsed.plan or parsed.mistakes


def examine_file(file: Path) -> ParsedPlan:
    """Examine a file, which may be missing, be no file, or hold no text."""
    text = read_text(file, PLAN_FILE_BYTES_MAX, _TOO_LONG)
    return ParsedPlan(None, [text], []) if isinstance(text, Mistake) else examine(text, str(file))


def examine_begun(file: Path) -> Begun:
    """Read a plan file to which lists will be added. Checks only how the file is written."""
    sheet = Sheet()
    text = read_text(file, PLAN_FILE_BYTES_MAX, _TOO_LONG)
    root = [text] if isinstance(text, Mistake) else _composed(text, str(file))
    if isinstance(root, list):
        return Begun(None, _in_order(root), sheet)
    plan = plan_on(sheet, root, begun=True)
    return Begun(None if sheet.mistakes else plan, _in_order(sheet.mistakes), sheet)


def examine(text: str, source: str) -> ParsedPlan:
    """Read and check a text; give every mistake and every warning in it."""
    root = _composed(text, source)
    return ParsedPlan(None, _in_order(root), []) if isinstance(root, list) else examine_tree(root)


def examine_tree(root: RawValue) -> ParsedPlan:
    """Examine what was read already: a whole file, or the part of another file that holds a plan. Paths begin at the plan."""
    sheet = Sheet(begins=root.line)
    plan = plan_on(sheet, root)
    found = _of_their_own(sheet, check(plan))
    mistakes = [*sheet.mistakes, *(_placed(sheet, each) for each in found if not each.warning)]
    if not mistakes and len(to_document(plan)) > PLAN_DOCUMENT_BYTES_MAX:
        mistakes.append(Mistake("", root.line, "The plan is longer than the box takes.", "Shorten names and texts."))
    warnings = [_placed(sheet, each) for each in found if each.warning]
    return ParsedPlan(None if mistakes else plan, _in_order(mistakes), _in_order(warnings))


def _composed(text: str, source: str) -> RawValue | list[Mistake]:
    if len(text) > PLAN_FILE_BYTES_MAX:
        return [_TOO_LONG]
    root = compose(text)
    if isinstance(root, RawValue) and root.empty:
        return [Mistake("", 1, f"There is nothing in {source}.", "Start from the output of `handbell plan example`.")]
    return root


def _is_added(path: str, plan: Plan) -> bool:
    """Whether the path leads to an entry that the plan of the file has not itself."""
    found = _ENTRY.match(path)
    return found is not None and int(found[2]) >= len(getattr(plan, found[1]))


def _in_order(mistakes: Iterable[Mistake]) -> list[Mistake]:
    return sorted(mistakes, key=lambda each: each.line)


def _of_their_own(sheet: Sheet, found: list[Finding]) -> list[Finding]:
    """Leave out the findings that only follow from a mistake that was noted while reading."""
    blamed = sheet.blamed()
    unsure = {section for each in sheet.mistakes if (section := _section_in_doubt(each.path))}
    return [each for each in found if not blamed(each.path) and each.looked_in not in unsure]


def _section_in_doubt(path: str) -> str:
    item, _, inside = path.partition(".")
    field = inside.partition("[")[0].partition(".")[0]
    return item.partition("[")[0] if not field or field in _LOOKED_UP else ""


def _placed(sheet: Sheet, found: Finding) -> Mistake:
    says = found.says.replace(f"at {found.see}", f"on line {sheet.line_of(found.see)}") if found.see else found.says
    return Mistake(found.path, sheet.line_of(found.path), says, found.do)
