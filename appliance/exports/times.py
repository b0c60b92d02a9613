"""Writes times for reports: local, with their offset where no other time is beside them. Pure; the zone is an argument."""

from datetime import tzinfo

from appliance.core.ground.moment import at
from appliance.exports.document import NO_BREAK

_MINUTE_S = 60
_HOUR_S = 60 * _MINUTE_S


def day_and_time(wall_ms: int, zone: tzinfo) -> str:
    """Write it as an office does: "Tuesday 24 November 2026, 10:31:05"."""
    moment = at(wall_ms, zone)
    return f"{moment:%A} {moment.day} {moment:%B %Y, %H:%M:%S}"


def short(wall_ms: int, zone: tzinfo) -> str:
    """Write it for lists: "2026-11-24 10:31"."""
    return f"{at(wall_ms, zone):%Y-%m-%d %H:%M}"


def beside(wall_ms: int, other_ms: int, zone: tzinfo) -> str:
    """Write it with its day and its offset if these differ from the other time's: past midnight, or when the clocks have changed."""
    moment, other = at(wall_ms, zone), at(other_ms, zone)
    day = f"{moment:%Y-%m-%d} " if moment.date() != other.date() else ""
    changed = f" {offset(wall_ms, zone)}" if moment.utcoffset() != other.utcoffset() else ""
    return f"{day}{moment:%H:%M:%S}{changed}"


def offset(wall_ms: int, zone: tzinfo) -> str:
    """Say how far local time was from UTC then: "UTC-07:00"."""
    return f"UTC{at(wall_ms, zone):%:z}"


def numeric(wall_ms: int, zone: tzinfo) -> str:
    """Write ISO 8601 with seconds and a numeric offset, never "Z": what CAP 1.2 asks for."""
    return at(wall_ms, zone).isoformat(timespec="seconds")


def lasting(seconds: int) -> str:
    """Say in words how long something took, so that no line breaks inside: "4 s", "1 min 12 s", "2 h 5 min"."""
    if seconds < _MINUTE_S:
        words = f"{seconds} s"
    elif seconds < _HOUR_S:
        words = f"{seconds // _MINUTE_S} min {seconds % _MINUTE_S} s"
    else:
        words = f"{seconds // _HOUR_S} h {seconds % _HOUR_S // _MINUTE_S} min"
    return words.replace(" ", NO_BREAK)
