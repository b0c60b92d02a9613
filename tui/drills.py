"""Planned drills and what the last one took, in words; and what people type for a time. Pure; knows no screen and no clock."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard, TapOutLine
from appliance.api.board.practice import DrillOverLine, PlannedDrillLine
from appliance.core.practice.sentences import steps_after
from appliance.flows.zone import zone_at
from appliance.plan.ids import ButtonId
from appliance.words.times import count
from tui.building import response_name

NAMED_MAX = 2  # ids of usual length that fit 80 columns with the words around them
WHEN = "10:30, tomorrow 10:30, or 2026-12-01 10:30"
NOT_A_TIME = f"That is no time. Type it like one of these: {WHEN}."
_TYPED = re.compile(r"(?:(?P<tomorrow>tomorrow)|(?P<day>\d{4}-\d\d-\d\d)|today)?\s*(?P<hour>\d{1,2}):(?P<minute>\d\d)")


def time_typed(text: str, now_ms: int, zone: tzinfo) -> int | None:
    """The wall clock's milliseconds that are meant, None where it is no time. An hour alone is today's."""
    typed = _TYPED.fullmatch(text.strip().casefold())
    if typed is None:
        return None
    today = _local(now_ms, zone)
    try:
        day = datetime.fromisoformat(typed["day"]) if typed["day"] else today + timedelta(days=bool(typed["tomorrow"]))
        when = datetime(day.year, day.month, day.day, int(typed["hour"]), int(typed["minute"]))  # noqa: DTZ001 (made local below)
    except ValueError:
        return None
    return int(when.replace(tzinfo=zone).timestamp() * 1000)


def day_and_hour(at_ms: int, now_ms: int, zone: tzinfo) -> str:
    """`today 10:30`, `tomorrow 9:15`, else `Tue 1 Dec 10:30`; with the year where it is another."""
    at, now = _local(at_ms, zone), _local(now_ms, zone)
    days = (at.date() - now.date()).days
    if days in {0, 1}:
        return f"{'tomorrow' if days else 'today'} {at:%-H:%M}"
    return f"{at:%a %-d %b %-H:%M}" if at.year == now.year else f"{at:%a %-d %b %Y %-H:%M}"


def planned_words(planned: PlannedDrillLine, now_ms: int, zone: tzinfo) -> str:
    """Name, when, how many rooms, and what stays real in them; said to be past where it is, because it never starts by itself."""
    past = " (its time is past)" if planned.at_ms < now_ms else ""
    rooms = count(len(planned.rooms), "room", "rooms")
    real = f", {some_of(planned.untimed)} REAL" if planned.untimed else ""
    return f"{planned.name}, {day_and_hour(planned.at_ms, now_ms, zone)}{past}, {rooms}{real}"


def some_of(names: Sequence[str]) -> str:
    """As many by name as a person reads at a glance, and how many more."""
    more = len(names) - NAMED_MAX
    return f"{', '.join(names[:NAMED_MAX])}{f' and {more} more' if more > 0 else ''}"


def real_in_drill(untimed: tuple[ButtonId, ...]) -> str:
    """Buttons whose presses ring as real in a drill of their room, and why."""
    return f"{some_of(untimed)} ({'they' if len(untimed) > 1 else 'it'} cannot say when pressed)"


def becomes_real(view: BoardView) -> str:
    """What making the whole drill real does now: which of it rings as real, which tap-outs are asked as such, and what ends.

    A room has one real call open, and one real tap-out: practice beside that ends (`appliance.core.practice.drills.made_real`).
    """
    calls = _beside_none(view.calls)
    asked = _beside_none(view.tap_outs)
    lines: tuple[CallCard | TapOutLine, ...] = (*view.calls, *view.tap_outs)
    end = [each for each in lines if each.drill and each not in calls and each not in asked]
    parts = (
        _told(calls, "call rings as real", "calls ring as real"),
        _told(asked, "tap-out is asked as real, without ringing", "tap-outs are asked as real, without ringing"),
        _told(end, "ends beside what is real in its room", "end beside what is real in their rooms"),
        *_of_the_building(view),
    )
    return "; ".join(part for part in parts if part) or "no call of it is open; every press is real"


def _beside_none(lines: Sequence[CallCard | TapOutLine]) -> list[CallCard | TapOutLine]:
    """Those of practice whose room has none that is real."""
    real = {each.room for each in lines if not each.drill}
    return [each for each in lines if each.drill and each.room not in real]


def _told(lines: Sequence[CallCard | TapOutLine], one: str, more: str) -> str:
    return f"{count(len(lines), one, more)}: {some_of([line.room_name for line in lines])}" if lines else ""


def _of_the_building(view: BoardView) -> tuple[str, ...]:
    """What the whole building practises ends too: only its own word starts a real one (promise 4)."""
    response, check_in = view.response, view.check_in
    return (
        f"practice of {response_name(response.response)} ends" if response and response.practice else "",
        "the practice check-in ends" if check_in and check_in.practice else "",
    )


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


def measured_words(over: DrillOverLine) -> tuple[str, ...]:
    """A sentence for each call of the last drill, and what is left out."""
    calls = [f"Call {line.call.number}, {line.room_name}: {steps_after(line.call)}." for line in over.calls]
    more = over.calls_made - len(over.calls)
    return (
        *(calls or ("Nobody pressed.",)),
        *((f"And {count(more, 'call', 'calls')} more: the log has them.",) if more else ()),
        *(("The box restarted during it: only what came after that is measured.",) if over.interrupted else ()),
    )


def _local(wall_ms: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(wall_ms / 1000, zone)
