"""Checks what a school planned for tap-outs: spaces that exist, an adult in sight in each, and roles that somebody has. Pure; a part of
`check`.
"""

from collections.abc import Iterator

from appliance.plan.bounds import NAME_CHARACTERS_MAX
from appliance.plan.mistakes import Finding, did_you_mean, quoted
from appliance.plan.model import Plan, Space, TapOuts

COVER_WITHIN_MIN = (1, 30)
"""Ours: cover that takes longer than half an hour is no cover for a break, but for a lesson."""
SPACES_MAX = 10
"""Ours: the desk reads them while somebody waits for cover, so they fit on a small part of its screen."""
PLACES_MAX = 10
"""Ours: a space with more people in it is no place to become calm."""


def tap_out_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with the section `tap_outs`, if the plan has one."""
    held = plan.tapped_out
    if held is None:
        return
    least, most = COVER_WITHIN_MIN
    if not least <= held.cover_within_min <= most:
        says = f"{held.cover_within_min} is not between {least} and {most} minutes."
        yield Finding("tap_outs.cover_within_min", says, "Write in how many minutes cover is expected in the room.")
    yield from _covers(plan, held)
    if len(held.spaces) > SPACES_MAX:
        says = f"There are {len(held.spaces)} here; a desk shows {SPACES_MAX} at most."
        yield Finding("tap_outs.spaces", says, "Keep those that people use.")
        return
    seen: dict[str, int] = {}
    for at, each in enumerate(held.spaces):
        path = f"tap_outs.spaces[{at}]"
        yield from _space(plan, path, each)
        place = each.room or each.area
        if place and seen.setdefault(place, at) != at:
            see = f"tap_outs.spaces[{seen[place]}]"
            yield Finding(path, f"{quoted(place)} is a space already, at {see}.", "Keep one of the two.", see=see)


def _covers(plan: Plan, held: TapOuts) -> Iterator[Finding]:
    """Warn of a role that nobody has: the desk would send for somebody who does not exist."""
    known = {role for person in plan.people for role in person.roles}
    for at, role in enumerate(held.covers):
        if role not in known:
            says = f"Nobody in the plan has the role {quoted(role.value)}, so nobody with it can cover."
            yield Finding(
                f"tap_outs.covers[{at}]", says, "Give the role to somebody, or take it away here.", warning=True
            )


def _space(plan: Plan, path: str, each: Space) -> Iterator[Finding]:
    if bool(each.room) == bool(each.area):
        says = "A space is one room or one area of the plan."
        yield Finding(path, says, "Write room or area, and not both.")
    rooms, areas = [str(room.room) for room in plan.rooms], [area.name for area in plan.areas]
    if each.room and each.room not in rooms:
        do = did_you_mean(each.room, rooms) or "Write the id of a room as it stands under rooms."
        yield Finding(f"{path}.room", f"There is no room {quoted(each.room)}.", do, looked_in="rooms")
    if each.area and each.area not in areas:
        do = did_you_mean(each.area, areas) or "Write the name of an area as it stands under areas."
        yield Finding(f"{path}.area", f"There is no area {quoted(each.area)}.", do, looked_in="areas")
    if not 1 <= each.places <= PLACES_MAX:
        says = f"{each.places} is not between 1 and {PLACES_MAX}."
        yield Finding(f"{path}.places", says, "Write how many people can rest there at once.")
    if not each.adult.strip():
        says = "This is empty. In a space, an adult is always in sight."
        yield Finding(f"{path}.adult", says, "Write which adult that is, such as: the counselor next door.")
    elif not each.adult.isprintable():
        says = f"{quoted(each.adult)} holds a character that cannot be shown."
        yield Finding(f"{path}.adult", says, "Type it again, on one line.")
    elif len(each.adult) > NAME_CHARACTERS_MAX:
        says = f"This is {len(each.adult)} characters long."
        yield Finding(f"{path}.adult", says, f"Use at most {NAME_CHARACTERS_MAX}.")
