"""Writes planned sets of exercises as an iCalendar file (RFC 5545), for any calendar program. Knows no file and no box.

An exercise keeps its UID when it is scheduled for another day, so a calendar that takes the file again moves the entry. The UID names what
is due and by when, so an exercise that is added before it changes nothing. The entries name no person and no room.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from icalendar import Calendar, Event

from appliance.duties.calendar import ONE_DAY
from appliance.exercises.scenario import ScenarioId
from appliance.exercises.sets import Assigned, ExerciseSet

ABOUT = "A table-top exercise: people talk, nobody runs. Announce it first: handbell console, key 4."
ABOUT_DRILL = "A drill in named rooms. Start it at a console."


def to_ics(sets: Sequence[tuple[str, ExerciseSet]], titles: Mapping[ScenarioId, str], made: datetime) -> bytes:
    """Give the bytes of the file with these sets, each with the name of its building, which is empty where there is only one building.

    Each exercise is a whole day: the one for which it is scheduled, or else the one by which it is to be done. `titles` are those of
    scenarios, for sets without titles. `made` is when the file was made, in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Handbell//Exercises//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", sets[0][1].title if len(sets) == 1 else "Exercises")
    for building, its in sets:
        for each in its.assigned:
            calendar.add_component(_event(building, its, each, titles, made))
    return bytes(calendar.to_ical())


def _event(building: str, its: ExerciseSet, each: Assigned, titles: Mapping[ScenarioId, str], made: datetime) -> Event:
    event = Event()
    # neither the day for which it is scheduled nor the rest of its set changes this: it stays the same entry
    what = f"drill-{_short(each.what)}" if each.drill else each.scenario
    event.add("uid", f"{its.name}-{each.by}-{what}{f'-{_short(building)}' if building else ''}@handbell")
    event.add("dtstamp", made)
    day = each.by if each.on is None else each.on
    event.add("dtstart", day)
    event.add("dtend", day + ONE_DAY)  # an end is excluded
    title = each.title or each.drill or titles.get(each.scenario, each.scenario)
    where = f"{building}: " if building else ""
    event.add(
        "summary", f"{where}Exercise to be done by today: {title}" if each.on is None else f"{where}Exercise: {title}"
    )
    event.add("description", f"{ABOUT_DRILL if each.drill else ABOUT} To be done by {each.by}.")
    event.add("transp", "TRANSPARENT")
    return event


def _short(text: str) -> str:
    """Give letters and digits that stand for a text in which anything may be."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
