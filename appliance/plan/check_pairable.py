"""Checks the ids with which browsers are paired: no two things of a plan have the same one, and the id of a phone can be one. What pages,
desks and wall boards are checked for one by one stands in their own checks, and so does a phone of two people (`check_messages`). Pure; a
part of `check`.
"""

from collections.abc import Iterator

from appliance.plan.bounds import ID_CHARACTERS_MAX, is_id
from appliance.plan.families import PAGE_WAY
from appliance.plan.mistakes import Finding, quoted
from appliance.plan.model import Plan, given


def pairable_findings(plan: Plan) -> Iterator[Finding]:
    """Give the ids of wall boards and phones that something else has, and those of phones that cannot be ids."""
    taken = {page.page.casefold(): f"pages[{at}].id" for at, page in enumerate(given(plan.pages))}
    desks = {desk.desk.casefold(): f"desks[{at}].id" for at, desk in enumerate(plan.desks) if desk.browser}
    for at, wall in enumerate(given(plan.walls)):
        if (see := desks.get(wall.wall.casefold())) is not None:
            yield _taken(f"walls[{at}].id", wall.wall, see)
        taken.setdefault(wall.wall.casefold(), f"walls[{at}].id")
    taken = desks | taken
    for at, person in enumerate(plan.people):
        for number, way in enumerate(given(person.ways)):
            if way.by != PAGE_WAY or not way.to.strip():
                continue
            path = f"people[{at}].ways[{number}].to"
            if (see := taken.get(way.to.casefold())) is not None:
                yield _taken(path, way.to, see)
            elif not is_id(way.to):
                says = f"{quoted(way.to)} cannot be used as the name of a phone's page here."
                do = f"Use letters, digits, - _ and . only, at most {ID_CHARACTERS_MAX}, beginning with a letter or digit."
                yield Finding(path, says, do)


def _taken(path: str, name: str, see: str) -> Finding:
    says = f"{quoted(name)} is used already, at {see}."
    return Finding(path, says, "A browser is paired with one or the other: choose another name.", see=see)
