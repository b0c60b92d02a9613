"""Checks the wall boards of a plan: each has an id of its own and zones in which there are rooms. Pure; a part of `check`."""

from collections.abc import Iterator

from appliance.plan.bounds import ID_CHARACTERS_MAX, is_id
from appliance.plan.mistakes import Finding, did_you_mean, listed, quoted
from appliance.plan.model import Plan, given
from appliance.plan.walls import Wall

_ZONES_SAID = 10  # as many as are read in one line


def wall_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with the section `walls`, if the plan has one, but for texts that are too long."""
    zones = sorted({*(room.zone for room in plan.rooms), *(area.zone for area in plan.areas)} - {""})
    taken = {button.button.casefold(): f"buttons[{at}].id" for at, button in enumerate(plan.buttons)}
    taken |= {page.page.casefold(): f"pages[{at}].id" for at, page in enumerate(given(plan.pages))}
    for at, wall in enumerate(given(plan.walls)):
        path = f"walls[{at}]"
        yield from _name(path, wall, taken)
        for zone in wall.zones:
            if zone not in zones:
                do = did_you_mean(zone, zones) or f"Zones in use: {listed(zones[:_ZONES_SAID])}."
                yield Finding(f"{path}.zones", f"No room or area is in a zone {quoted(zone)}.", do)


def _name(path: str, wall: Wall, taken: dict[str, str]) -> Iterator[Finding]:
    """Check the id. A browser is paired by its id alone, so a wall board, a page and a button share no id."""
    folded = wall.wall.casefold()
    if not is_id(wall.wall):
        says = f"{quoted(wall.wall)} cannot be used as a name here."
        do = f"Use letters, digits, - _ and . only, at most {ID_CHARACTERS_MAX}, beginning with a letter or digit."
        yield Finding(f"{path}.id", says, do)
    elif folded in taken:
        says = f"{quoted(wall.wall)} is used already, at {taken[folded]}."
        yield Finding(f"{path}.id", says, "Each must have its own: choose another.", see=taken[folded])
    taken.setdefault(folded, f"{path}.id")
