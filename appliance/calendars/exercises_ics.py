"""Writes a planned set of exercises as an iCalendar file (RFC 5545), for any calendar program. Knows no file and no box.

An exercise keeps its UID when it is scheduled for another day, so a calendar that takes the file again moves the entry. The UID counts
the exercises of one scenario alone, so an exercise of another scenario that is added before it changes nothing. The entries name no person
and no room.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from icalendar import Calendar, Event

from appliance.duties.calendar import ONE_DAY
from appliance.exercises.scenario import ScenarioId
from appliance.exercises.sets import Assigned, ExerciseSet

ABOUT = "A table-top exercise: people talk, nobody runs. Announce it first: handbell console, key 4."


def to_ics(its: ExerciseSet, titles: Mapping[ScenarioId, str], made: datetime) -> bytes:
    """Give the bytes of the file. Each exercise is a whole day: the one for which it is scheduled, or else the one by which it is to be
    done. `made` is when the file was made, in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Handbell//Exercises//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", its.title)
    numbers: Counter[ScenarioId] = Counter()
    for each in its.assigned:
        numbers[each.scenario] += 1
        title = titles.get(each.scenario, each.scenario)
        calendar.add_component(_event(its, numbers[each.scenario], each, title, made))
    return bytes(calendar.to_ical())


def _event(its: ExerciseSet, number: int, each: Assigned, title: str, made: datetime) -> Event:
    event = Event()
    event.add("uid", f"{its.name}-{number}-{each.scenario}@handbell")
    event.add("dtstamp", made)
    day = each.by if each.on is None else each.on
    event.add("dtstart", day)
    event.add("dtend", day + ONE_DAY)  # an end is excluded
    event.add("summary", f"Exercise to be done by today: {title}" if each.on is None else f"Exercise: {title}")
    event.add("description", f"{ABOUT} To be done by {each.by}.")
    event.add("transp", "TRANSPARENT")
    return event
