"""`handbell office exercises`: how the sets of exercises stand in every building, and which building did not take one yet. Asks nobody."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from appliance.calendars.exercises_ics import to_ics
from appliance.core.ground.moment import at
from appliance.exercises.sets import ExerciseSet, Standing, Stands
from appliance.exercises.year import SetStands
from appliance.plan.mistakes import counted
from appliance.plan.timezone import timezone_named
from sync.office import believing, incidents
from sync.office.exercises.of_buildings import assigned_by_office, stand
from sync.office.office import Office, now_ms
from sync.office.papers import new_paper
from sync.transport.line import printable


def add_to(what: "argparse._SubParsersAction[argparse.ArgumentParser]", where: argparse.ArgumentParser) -> None:
    """Add the parser of `exercises`."""
    shown = what.add_parser("exercises", parents=[where], help="sets of exercises: how they stand in every building")
    shown.add_argument(
        "--ics", type=Path, metavar="FILE.ics", help="write those of all buildings as an iCalendar file too"
    )


async def exercises(asked: argparse.Namespace, office: Office) -> int:
    """Run `exercises`. It shows nothing of any incident, so it is no reading of a record."""
    found = {building: _stand(office, building) for building in incidents.buildings(office.store)}
    _say(*_listed(office, found))
    if asked.ics is not None:
        names = incidents.buildings(office.store)
        sets: list[tuple[str, ExerciseSet]] = [
            (printable(names[building]), one.its) for building, stands in found.items() for one in stands
        ]
        with new_paper(asked.ics) as file:
            file.write(to_ics(sets, {}, datetime.fromtimestamp(now_ms() / 1000, UTC)))
        _say(f"Wrote {asked.ics}: {counted(sum(len(its.assigned) for _, its in sets), 'exercise')}.")
    return 0


def _stand(office: Office, building: bytes) -> tuple[SetStands, ...]:
    zone = timezone_named(incidents.plan_of(office.store, office.opener, building).plan.timezone) or UTC
    return stand(office.store, building, at(now_ms(), zone).date(), zone)


def _listed(office: Office, found: dict[bytes, tuple[SetStands, ...]]) -> Iterator[str]:
    names = incidents.buildings(office.store)
    told = believing.exercises_told(office.store)
    for building, stands in found.items():
        yield printable(names[building])
        for one in stands:
            yield from map(printable, _set(one))
        if not stands:
            yield "  has no set of exercises"
        taken = assigned_by_office(office.store, building)
        for each in told:
            its = taken.get(each.name)
            if each.is_for(building) and (its is None or not each.is_taken_as(its)):
                what = "It is assigned" if its is None else "Another version is assigned"
                yield printable(f"  {each.name}: {each.title}. {what}, and this building did not take it yet.")
    if not found:
        yield "No building is known yet. Collect first: handbell office collect"


def _set(one: SetStands) -> Iterator[str]:
    counts = ", ".join(f"{sum(each.standing is word for each in one.stands)} {word.value}" for word in Standing)
    whose = "" if one.office else " (the building's own)"
    yield f"  {one.its.name}{whose}: {one.its.title}. {counts}"
    yield from map(_exercise, one.stands)


def _exercise(each: Stands) -> str:
    done = f", done on {each.done_on}{' (late)' if each.late else ''}" if each.done_on else ""
    on = f", scheduled for {each.assigned.on}" if each.assigned.on and not each.done_on else ""
    drill = " (drill)" if each.assigned.drill else ""
    return f"    {each.standing.value.upper():<18} {each.assigned.title}{drill}, by {each.assigned.by}{on}{done}"


def _say(*given: str) -> None:
    for each in given:
        print(each)  # noqa: T201
