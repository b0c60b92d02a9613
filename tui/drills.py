"""Planned drills and what the last one took, in words; and what people type for a time. Pure; knows no screen and no clock."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from appliance.api.messages import BoardView, DrillOverLine, PlannedDrillLine
from appliance.core.drill_transcript import steps_after
from appliance.plan.ids import ButtonId
from tui.wording import count

NAMED_MAX = 2  # ids of usual length that fit 80 columns with the words around them
WHEN = "10:30, tomorrow 10:30, or 2026-12-01 10:30"
NOT_A_TIME = f"That is no time. Type it like one of these: {WHEN}."
_TYPED = re.compile(r"(?:(?P<tomorrow>tomorrow)|(?P<day>\d{4}-\d\d-\d\d)|today)?\s*(?P<hour>\d{1,2}):(?P<minute>\d\d)")


def time_typed(text: str, now_ms: int, zone: tzinfo | None = None) -> int | None:
    """The wall clock's milliseconds that are meant, None where it is no time. An hour alone is today's; `zone` None is the box's own."""
    typed = _TYPED.fullmatch(text.strip().casefold())
    if typed is None:
        return None
    today = _local(now_ms, zone)
    try:
        day = datetime.fromisoformat(typed["day"]) if typed["day"] else today + timedelta(days=bool(typed["tomorrow"]))
        when = datetime(day.year, day.month, day.day, int(typed["hour"]), int(typed["minute"]))  # noqa: DTZ001 (made local below)
    except ValueError:
        return None
    return int((when.replace(tzinfo=zone) if zone else when.astimezone()).timestamp() * 1000)


def day_and_hour(at_ms: int, now_ms: int, zone: tzinfo | None = None) -> str:
    """`today 10:30`, `tomorrow 9:15`, else `Tue 1 Dec 10:30`; with the year where it is another."""
    at, now = _local(at_ms, zone), _local(now_ms, zone)
    days = (at.date() - now.date()).days
    if days in {0, 1}:
        return f"{'tomorrow' if days else 'today'} {at:%-H:%M}"
    return f"{at:%a %-d %b %-H:%M}" if at.year == now.year else f"{at:%a %-d %b %Y %-H:%M}"


def planned_words(planned: PlannedDrillLine, now_ms: int) -> str:
    """Name, when, how many rooms, and what stays real in them; said to be past where it is, because it never starts by itself."""
    past = " (its time is past)" if planned.at_ms < now_ms else ""
    rooms = count(len(planned.rooms), "room", "rooms")
    real = f", {some_of(planned.untimed)} REAL" if planned.untimed else ""
    return f"{planned.name}, {day_and_hour(planned.at_ms, now_ms)}{past}, {rooms}{real}"


def some_of(names: Sequence[str]) -> str:
    """As many by name as a person reads at a glance, and how many more."""
    more = len(names) - NAMED_MAX
    return f"{', '.join(names[:NAMED_MAX])}{f' and {more} more' if more > 0 else ''}"


def real_in_drill(untimed: tuple[ButtonId, ...]) -> str:
    """Buttons whose presses ring as real in a drill of their room, and why."""
    return f"{some_of(untimed)} ({'they' if len(untimed) > 1 else 'it'} cannot say when pressed)"


def becomes_real(view: BoardView) -> str:
    """What making the whole drill real does now: which calls of it ring as real ones."""
    rooms = [call.room_name for call in view.calls if call.drill]
    rooms += [line.room_name for line in view.tap_outs if line.drill]
    if not rooms:
        return "no call of it is open; every press is real"
    return f"{count(len(rooms), 'call rings', 'calls ring')} as real: {some_of(rooms)}"


def next_planned(view: BoardView, passed_ms: int) -> str:
    """The next planned drill for one line of a screen, and how many others; empty where none is, or nobody knows the time."""
    if not view.planned or not view.clock_trusted:
        return ""
    now_ms = view.wall_ms + passed_ms
    first, more = view.planned[0], len(view.planned) - 1
    past = ", its time is past" if first.at_ms < now_ms else ""
    return f"{first.name}, {day_and_hour(first.at_ms, now_ms)}{past}{f' and {more} more' if more else ''}"


def measured_words(over: DrillOverLine) -> tuple[str, ...]:
    """A sentence for each call of the last drill, and what is left out."""
    calls = [f"Call {line.call.number}, {line.room_name}: {steps_after(line.call)}." for line in over.calls]
    more = over.calls_made - len(over.calls)
    return (
        *(calls or ("Nobody pressed.",)),
        *((f"And {count(more, 'call', 'calls')} more: the log has them.",) if more else ()),
        *(("The box restarted during it: only what came after that is measured.",) if over.interrupted else ()),
    )


def _local(wall_ms: int, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(wall_ms / 1000, UTC).astimezone(zone)
