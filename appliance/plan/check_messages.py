"""Checks whom messages reach: ways that exist, a written yes for devices of people's own, and teams of people who are there. Pure; a part
of `check`.
"""

import datetime
import re
from collections.abc import Iterator

from appliance.plan.bounds import NAME_CHARACTERS_MAX, is_id
from appliance.plan.families import WAY_FAMILIES
from appliance.plan.hours import joined, to_words, without
from appliance.plan.ids import PersonId
from appliance.plan.messages import Language, MessageWay, Team
from appliance.plan.mistakes import Finding, did_you_mean, listed, quoted
from appliance.plan.model import Hours, Person, Plan, Step, given
from appliance.plan.telephones import CALLED_BY_PHONE, CALLED_BY_TEXT

WAYS_MAX = 4
"""Ours: a page, a desk telephone, a text, and one more. Nobody waits for a fifth."""
TEAMS_MAX = 20
"""Ours: a building has one response team, one for each wing, and a few more."""
TEAM_MAX = 12
"""As many people as can be sent to one call (`RESPONDERS_MAX`)."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def message_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with ways, teams, and the people and teams of the ladder, in the order of the sections."""
    addresses: dict[tuple[str, str], str] = {}
    for at, person in enumerate(plan.people):
        yield from _person(f"people[{at}]", person)
        for number, way in enumerate(given(person.ways)):
            path = f"people[{at}].ways[{number}]"
            see = addresses.setdefault((way.by, way.to.casefold()), path)
            if see != path and way.to:
                says = f"{quoted(way.to)} is used already, at {see}: nobody could tell whose answer it is."
                yield Finding(f"{path}.to", says, "Give each person an address of their own.", see=see)
    yield from _teams(plan)
    for at, step in enumerate(plan.ladder):
        yield from _step(f"ladder[{at}]", plan, step)


def _person(path: str, person: Person) -> Iterator[Finding]:
    ways = given(person.ways)
    if len(ways) > WAYS_MAX:
        yield Finding(f"{path}.ways", f"There are {len(ways)} here; {WAYS_MAX} are tried at most.", "Keep the best.")
    for number, way in enumerate(ways):
        yield from _way(f"{path}.ways[{number}]", way)
        if way.quiet and not without(way.hours or person.duty, way.quiet):
            says = f"{person.name} is never told by this way: `quiet` takes all its hours."
            yield Finding(
                f"{path}.ways[{number}].quiet", says, "Make `quiet` shorter, or take this way out.", warning=True
            )
    yield from _agreed(path, person, ways)


def _agreed(path: str, person: Person, ways: tuple[MessageWay, ...]) -> Iterator[Finding]:
    """Find a yes that is missing or is no day. Nobody is told on a device of their own without it."""
    if person.agreed:
        if not _is_day(str(person.agreed)):
            says = f"{quoted(str(person.agreed))} is not a day."
            yield Finding(f"{path}.agreed", says, "Write the day of the written yes, such as 2026-08-20.")
        return
    for number, way in enumerate(ways):
        if not way.of_school:
            says = f"{person.name} is told on a device of their own here, and has not agreed to it in writing."
            do = "Write `agreed:` with the day of the written yes, or take this way out. Write `school: yes` if the device is the school's."
            yield Finding(f"{path}.ways[{number}]", says, do)


def _way(path: str, way: MessageWay) -> Iterator[Finding]:
    if way.by not in WAY_FAMILIES:
        do = did_you_mean(way.by, WAY_FAMILIES) or f"Known ways: {listed(WAY_FAMILIES)}."
        yield Finding(f"{path}.by", f"Nothing here tells anybody by {quoted(way.by)}.", do)
    if way.language is not Language.EN and way.by not in (CALLED_BY_PHONE, CALLED_BY_TEXT):
        says = f"A way by {quoted(way.by)} has no `language`."
        yield Finding(f"{path}.language", says, "Leave it out: only phone calls and texts are in one language.")
    if not way.to.strip():
        yield Finding(f"{path}.to", "This is empty.", "Write where this way finds the person.")
    elif not way.to.isprintable():
        yield Finding(f"{path}.to", f"{quoted(way.to)} holds a character that cannot be shown.", "Type it again.")
    elif len(way.to) > NAME_CHARACTERS_MAX:
        says = f"This is {len(way.to)} characters long."
        yield Finding(f"{path}.to", says, f"Use at most {NAME_CHARACTERS_MAX}.")


def _teams(plan: Plan) -> Iterator[Finding]:
    teams = given(plan.teams)
    if len(teams) > TEAMS_MAX:
        yield Finding("teams", f"There are {len(teams)} here; at most {TEAMS_MAX} are taken.", "Keep those in use.")
        return
    people = [str(each.person) for each in plan.people]
    seen: dict[str, str] = {}
    for at, team in enumerate(teams):
        path = f"teams[{at}]"
        if not is_id(team.team):
            do = "Use letters, digits, - _ and . only, beginning with a letter or digit."
            yield Finding(f"{path}.id", f"{quoted(team.team)} cannot be used as a name here.", do)
        see = seen.setdefault(team.team.casefold(), path)
        if see != path:
            says = f"{quoted(team.team)} is used already, at {see}."
            yield Finding(f"{path}.id", says, "Each must have its own: choose another.", see=see)
        if not (team.name.strip() and team.name.isprintable() and len(team.name) <= NAME_CHARACTERS_MAX):
            do = f"Write one line of at most {NAME_CHARACTERS_MAX} characters."
            yield Finding(f"{path}.name", f"{quoted(team.name)} is no name that a screen can show.", do)
        if not 1 <= len(team.people) <= TEAM_MAX:
            says = f"There are {len(team.people)} people here."
            yield Finding(f"{path}.people", says, f"Name 1 to {TEAM_MAX}: more cannot be sent to one call.")
        yield from _known(f"{path}.people", "person", team.people, people, "people")
        for number, each in enumerate(team.people):
            if each in team.people[:number]:
                yield Finding(f"{path}.people[{number}]", f"{quoted(each)} is here twice.", "Name each person once.")


def _step(path: str, plan: Plan, step: Step) -> Iterator[Finding]:
    people = {each.person: each for each in plan.people}
    yield from _known(f"{path}.people", "person", given(step.people), [str(each) for each in people], "people")
    teams = {each.team: each for each in given(plan.teams)}
    yield from _known(f"{path}.teams", "team", given(step.teams), [str(each) for each in teams], "teams")
    for number, name in enumerate(given(step.people)):
        yield from _reached(f"{path}.people[{number}]", people, (name,))
    for number, each in enumerate(given(step.teams)):
        if each in teams:
            yield from _reached(f"{path}.teams[{number}]", people, teams[each].people)
            yield from _at_any_hour(f"{path}.teams[{number}]", plan, teams[each])


def _reached(path: str, people: dict[PersonId, Person], named: tuple[PersonId, ...]) -> Iterator[Finding]:
    """Warn of people whom the step names and nothing reaches."""
    there = [people[each] for each in named if each in people]
    deaf = [each for each in there if not (each.told_by or each.message_ways)]
    if there and len(deaf) == len(there):
        says = f"Nothing reaches {listed(each.name for each in deaf)}: no sounder and no way."
        yield Finding(path, says, "Give them `told_by` or `ways`.", warning=True, looked_in="people")


def _at_any_hour(path: str, plan: Plan, team: Team) -> Iterator[Finding]:
    """Warn of hours with people in the building in which nothing reaches anybody of a team."""
    told = [span for each in plan.people if each.person in team.people for span in _told_in(each)]
    alone = without(plan.occupied, told)
    if told and alone:
        says = f"Nobody of {quoted(team.name)} can be told {to_words(alone)}."
        yield Finding(path, says, "Add somebody to the team, or hours to a way.", warning=True, looked_in="people")


def _told_in(person: Person) -> tuple[Hours, ...]:
    """Give the hours in which something reaches a person: sounders while on duty, and each way in its own hours."""
    by_sounder = person.duty if person.told_by else ()
    by_ways = (span for way in person.message_ways for span in without(way.hours or person.duty, way.quiet))
    return joined((*by_sounder, *by_ways))


def _known(path: str, thing: str, names: tuple[str, ...], known: list[str], section: str) -> Iterator[Finding]:
    for at, name in enumerate(names):
        if name not in known:
            do = did_you_mean(name, known) or f"Add it under `{section}`, or correct the name."
            yield Finding(f"{path}[{at}]", f"There is no {thing} {quoted(name)}.", do, looked_in=section)


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
