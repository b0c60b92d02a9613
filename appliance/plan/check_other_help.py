"""Checks what a plan says of help that is not police and of families at the door: ids, telephones, hours and lengths. Pure; a part of
`check`.
"""

from collections.abc import Iterator

from appliance.plan.bounds import ID, ID_CHARACTERS_MAX, NAME_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from appliance.plan.check_supports import both, line, telephone
from appliance.plan.mistakes import Finding, quoted
from appliance.plan.model import Plan, given
from appliance.plan.other_help import Families, Helper, HelpKind

HELPERS_MAX = 20
"""Ours: a person in a hurry reads a list of one screen. The printed card is one sheet, with a language on each side."""
TOLD_MAX = 6
"""Ours: besides the two groups that are shipped. The card for families shares its sheet with no other."""


def other_help_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with the sections `other_help` and `families`, as far as the plan has them."""
    own = given(plan.other_help)
    if len(own) > HELPERS_MAX:
        says = f"There are {len(own)} here; at most {HELPERS_MAX} fit on the card."
        yield Finding("other_help", says, "Keep those that are called.")
        return
    first: dict[str, int] = {}
    for at, each in enumerate(own):
        path = f"other_help[{at}]"
        yield from _helper(path, each)
        if first.setdefault(each.helper, at) != at and each.helper:
            says = f"The id {quoted(each.helper)} is used twice."
            yield Finding(
                f"{path}.id", says, "Give each helper an id of its own.", see=f"other_help[{first[each.helper]}]"
            )
    if plan.families_at_door is not None:
        yield from _families(plan.families_at_door)


def _helper(path: str, each: Helper) -> Iterator[Finding]:
    if not ID.fullmatch(each.helper) or len(each.helper) > ID_CHARACTERS_MAX:
        do = f"Use letters, digits, dots and dashes, at most {ID_CHARACTERS_MAX} characters."
        yield Finding(f"{path}.id", f"{quoted(each.helper)} is no id.", do)
    yield from line(f"{path}.name", each.name, NAME_CHARACTERS_MAX, needed=True)
    if each.phone:
        yield from telephone(f"{path}.phone", each.phone)
    elif each.kind is not HelpKind.FAMILY:
        do = "Write the telephone that the partner confirmed."
        yield Finding(f"{path}.phone", f"{quoted(each.name)} has no telephone, so nobody can call there.", do)
    if each.phone and each.kind is HelpKind.FAMILY:
        says = "A plan holds no telephone of a family: the plan is copied to places where it does not belong."
        yield Finding(f"{path}.phone", says, "Take it out. Keep it in the student information system.")
    if not each.hours:
        yield Finding(f"{path}.hours", "There are no hours.", "Write them, or mon-sun 00:00-24:00 for always.")
    yield from both(path, "how", each.how, each.how_es, TEXT_CHARACTERS_MAX)
    yield from both(path, "says", each.says, each.says_es, TEXT_CHARACTERS_MAX)


def _families(held: Families) -> Iterator[Finding]:
    yield from line("families.wait", held.wait, TEXT_CHARACTERS_MAX, needed=True)
    yield from both("families", "wait", held.wait, held.wait_es, TEXT_CHARACTERS_MAX, first=False)
    yield from line("families.meets", held.meets, NAME_CHARACTERS_MAX, needed=True)
    yield from both("families", "meets", held.meets, held.meets_es, NAME_CHARACTERS_MAX, first=False)
    if len(held.told) > TOLD_MAX:
        says = f"There are {len(held.told)} here; at most {TOLD_MAX} fit on the card."
        yield Finding("families.told", says, "Keep those that come to the door.")
        return
    for at, each in enumerate(held.told):
        path = f"families.told[{at}]"
        yield from line(f"{path}.to", each.to, NAME_CHARACTERS_MAX, needed=True)
        yield from both(path, "to", each.to, each.to_es, NAME_CHARACTERS_MAX, first=False)
        yield from line(f"{path}.says", each.says, TEXT_CHARACTERS_MAX, needed=True)
        yield from both(path, "says", each.says, each.says_es, TEXT_CHARACTERS_MAX, first=False)
