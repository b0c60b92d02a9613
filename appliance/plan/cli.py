"""Prints a plan on the screen, for `handbell plan check` and `handbell plan example`. Never speaks to the box."""

import sys
from importlib.resources import files
from pathlib import Path

from appliance.plan.coverage import coverage
from appliance.plan.devices import tells_age
from appliance.plan.ladder import in_words
from appliance.plan.mistakes import counted
from appliance.plan.model import Plan, Role
from appliance.plan.pairable import pairable
from appliance.plan.parse import ParsedPlan, examine_file
from appliance.plan.sections import FROM_LISTS
from appliance.plan.trial import with_pretend_parts

NAMES_SHOWN_MAX = 6  # so many rooms fit on a line of the summary; the warnings name all of them


def example() -> str:
    """Give the text of the example plan, in which the checker finds nothing wrong."""
    return files("appliance.plan").joinpath("example.yaml").read_text(encoding="utf-8")


def print_example(*, pretend: bool = False) -> int:
    """Print the example plan, for `pretend` with desk phones and a modem that only pretend; return the exit code."""
    sys.stdout.write(with_pretend_parts(example()) if pretend else example())
    return 0


def check_file(file: Path) -> int:
    """Print everything wrong with a plan file, or a summary of the plan; return the exit code."""
    return 1 if read_aloud(file).plan is None else 0


def read_aloud(file: Path) -> ParsedPlan:
    """Read a plan file and print the result: mistakes, then warnings, then a summary if there are no mistakes."""
    parsed = examine_file(file)
    lines = [each.told(str(file)) for each in parsed.mistakes]
    lines += [f"warning: {each.told(str(file))}" for each in parsed.warnings]
    if parsed.plan is not None:
        lines += summary(parsed.plan)
    else:
        lines += [
            "",
            f"{counted(len(parsed.mistakes), 'mistake')}. Correct them and check again; nothing was changed.",
        ]
        if {each.path for each in parsed.mistakes} <= set(FROM_LISTS):
            lines.append(
                f"Or have them added from a list of rooms: handbell buttons provision ROOMS.CSV --plan {file} …"
            )
    sys.stdout.write("\n".join(lines) + "\n")
    return parsed


def summary(plan: Plan) -> list[str]:
    """Give a plan in a few lines: how much there is, what is not covered, and who is told when."""
    found = coverage(plan)
    lines = [
        f"{plan.building}: this plan is sound.",
        f"  {counted(len(plan.rooms), 'room')}: {len(found.covered)} covered, {len(found.one_way + found.bare)} not covered",
    ]
    not_covered = [room.name for room in found.bare] + [f"{room.name} (one-way button)" for room in found.one_way]
    carried = {button.area for button in plan.buttons if button.duty}
    not_covered += [f"{area.name} (a pendant alone)" if area.name in carried else area.name for area in plan.areas]
    if not_covered:
        more = len(not_covered) - NAMES_SHOWN_MAX
        lines.append(
            f"  without a two-way button: {', '.join(not_covered[:NAMES_SHOWN_MAX])}{f' and {more} more' if more > 0 else ''}"
        )
    lines.append(
        f"  {counted(len(plan.buttons), 'button')}, {counted(len(plan.desks), 'desk')}, "
        f"{counted(len(plan.people), 'person', 'people')}, {counted(len(plan.sounders), 'sounder')}"
    )
    lines += [*_untimed(plan), *_browsers(plan), *_no_contact(plan)]
    return [*lines, "  until somebody acknowledges a call, it tells", *(f"    {step}" for step in in_words(plan))]


def _no_contact(plan: Plan) -> list[str]:
    """Remark that nobody is point of contact. It is no warning, because calls need nobody in this role; what is owed to educators does."""
    if any(Role.POINT_OF_CONTACT in person.roles for person in plan.people):
        return []
    return [
        "  nobody is point of contact: what one owes an educator after an incident stands in nobody's own list",
        "    administrators are shown what they may read of it; give somebody the role, who never evaluates the educator",
    ]


def _browsers(plan: Plan) -> list[str]:
    """Name what a browser can be paired with, and that a plan alone opens no page: the seed does."""
    found = [f"{each.page} ({each.kind.value})" for each in pairable(plan).values()]
    if not found:
        return []
    more = len(found) - NAMES_SHOWN_MAX
    return [
        f"  a browser can be paired with: {', '.join(found[:NAMES_SHOWN_MAX])}{f' and {more} more' if more > 0 else ''}",
        "    no browser opens a page before the seed has its section pages, with a certificate",
    ]


def _untimed(plan: Plan) -> list[str]:
    """Remark on buttons that cannot say when they were pressed. It is no warning, because such a button calls as well as any other."""
    buttons = [each.button for each in plan.buttons if not tells_age(each)]
    if not buttons:
        return []
    more = len(buttons) - NAMES_SHOWN_MAX
    named = ", ".join(buttons[:NAMES_SHOWN_MAX])
    return [
        f"  cannot say when pressed: {named}{f' and {more} more' if more > 0 else ''}",
        "    in a drill too their presses ring as real; a walk test of one ends with a person's word",
    ]
