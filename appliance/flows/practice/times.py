"""What people type for the time of a drill, and how a time is said. Pure; knows no clock."""

import re
from datetime import datetime, timedelta, tzinfo

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


def _local(wall_ms: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(wall_ms / 1000, zone)
