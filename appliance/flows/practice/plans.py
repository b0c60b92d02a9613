"""Planned drills in words: what is practised when, and which of it comes next. Pure; knows no screen and no clock."""

from datetime import tzinfo

from appliance.api.board.board import BoardView
from appliance.api.board.practice import PlannedDrillLine
from appliance.flows.practice.times import day_and_hour
from appliance.flows.practice.untimed import some_of
from appliance.flows.zone import zone_at
from appliance.words.times import count


def planned_words(planned: PlannedDrillLine, now_ms: int, zone: tzinfo) -> str:
    """Name, when, how many rooms, and what stays real in them; said to be past where it is, because it never starts by itself."""
    past = " (its time is past)" if planned.at_ms < now_ms else ""
    rooms = count(len(planned.rooms), "room", "rooms")
    real = f", {some_of(planned.untimed)} REAL" if planned.untimed else ""
    return f"{planned.name}, {day_and_hour(planned.at_ms, now_ms, zone)}{past}, {rooms}{real}"


def next_planned(view: BoardView, passed_ms: int) -> str:
    """The next planned drill for one line of a screen, and how many others; empty where none is, or nobody knows the time."""
    if not view.planned or not view.clock_trusted:
        return ""
    now_ms = view.wall_ms + passed_ms
    first, more = view.planned[0], len(view.planned) - 1
    past = ", its time is past" if first.at_ms < now_ms else ""
    return (
        f"{first.name}, {day_and_hour(first.at_ms, now_ms, zone_at(view))}{past}{f' and {more} more' if more else ''}"
    )
