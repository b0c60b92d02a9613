"""Turns the text of a seed into a Seed, or into every mistake in it at once, each with its line. Knows no file and no box.

The text is YAML, read as plan files are: values as written, no tags, no anchors. `handbell image seed example` explains what each
section may hold.
"""

from collections.abc import Iterable, Mapping
from copy import replace
from dataclasses import dataclass, field

from appliance.plan.marked import RawValue, Sheet, compose
from appliance.plan.mistakes import Finding, Mistake
from appliance.plan.model import Plan
from appliance.plan.parse import examine_tree
from image_build.seed.check import check
from image_build.seed.model import FORMAT, Seed
from image_build.seed.sections import seed_on
from image_build.seed.text import decoded, digest, incomplete, normal

__all__ = ["Mistake", "ParsedSeed", "examine_seed", "read_seed", "read_seed_bytes"]

EXAMPLE = "handbell image seed example"


@dataclass(frozen=True, slots=True)
class ParsedSeed:
    """What came of reading a seed. `seed` is None if there are mistakes. Both lists are in the order of the lines."""

    seed: Seed | None
    mistakes: list[Mistake]
    warnings: list[Mistake]
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each path that was written, for code that compares several seeds."""


def read_seed(text: str) -> Seed | list[Mistake]:
    """Return the checked seed in a text, or everything that is wrong with it."""
    parsed = examine_seed(text)
    return parsed.seed or parsed.mistakes


def read_seed_bytes(raw: bytes) -> Seed | list[Mistake]:
    """Do as `read_seed`, for the bytes of a file."""
    text = decoded(raw)
    return [text] if isinstance(text, Mistake) else read_seed(text)


def examine_seed(text: str) -> ParsedSeed:
    """Read and check a text, and tell every mistake and every warning in it."""
    text = normal(text)
    cut = incomplete(text)
    if cut is not None:
        return ParsedSeed(None, [cut], [])
    root = compose(text, "seed", EXAMPLE)
    if isinstance(root, list):
        return ParsedSeed(None, _in_order(root), [])
    sheet = Sheet()
    sections = sheet.fields(root, ("seed", "name", "time_zone"), _OPTIONAL)
    if _other_format(sheet, sections.get("seed")):
        # the names of another format would only give mistakes that do not help
        return ParsedSeed(None, sheet.mistakes[-1:], [])
    plan, warnings = _plan(sheet, sections.get("plan"))
    seed = replace(seed_on(sheet, sections), digest=digest(text), plan=plan)
    blamed = sheet.blamed()
    found = [each for each in check(seed) if not blamed(each.path) and not (each.looked_in and blamed(each.looked_in))]
    mistakes = [*sheet.mistakes, *(_placed(sheet, each) for each in found if not each.warning)]
    warnings += [_placed(sheet, each) for each in found if each.warning]
    return ParsedSeed(None if mistakes else seed, _in_order(mistakes), _in_order(warnings), sheet.lines)


_OPTIONAL = (
    *(
        "screen",
        "network",
        "district",
        "copy",
        "recovery",
        "replaces",
        "buttons",
        "ssh",
        "pages",
        "phones",
        "texts",
        "plan",
    ),
    "end_of_seed",
)


def _other_format(sheet: Sheet, raw: RawValue | None) -> bool:
    if raw is None:
        return False
    number = sheet.number(raw, FORMAT)
    if number == FORMAT:
        return False
    says = f"This seed has the format {number}, and this software reads format {FORMAT}."
    sheet.note(raw, says, f"Write `seed: {FORMAT}`, or use the image this seed was made for.")
    return True


def _plan(sheet: Sheet, raw: RawValue | None) -> tuple[Plan | None, list[Mistake]]:
    """Read the plan in its section, and check it like a plan file. Its mistakes go onto the sheet; its warnings are returned."""
    if raw is None:
        return None, []
    if not sheet.is_section(raw):
        sheet.note(raw, "The plan must stand here as sections.", "Indent every line of the plan file by two blanks.")
        return None, []
    parsed = examine_tree(RawValue("", raw.line, raw.node))
    sheet.mistakes += [_inside(each) for each in parsed.mistakes]
    return parsed.plan, [_inside(each) for each in parsed.warnings]


def _inside(each: Mistake) -> Mistake:
    return replace(each, path=f"plan.{each.path}" if each.path else "plan")


def _placed(sheet: Sheet, found: Finding) -> Mistake:
    says = found.says.replace(f"at {found.see}", f"on line {sheet.line_of(found.see)}") if found.see else found.says
    return Mistake(found.path, sheet.line_of(found.path), says, found.do)


def _in_order(mistakes: Iterable[Mistake]) -> list[Mistake]:
    return sorted(mistakes, key=lambda each: each.line)
