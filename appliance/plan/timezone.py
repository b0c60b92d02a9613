"""Gives the timezone that a plan names, with its summer and winter time. Uses this machine's list of timezones, and reads no clock."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def timezone_named(name: str) -> ZoneInfo | None:
    """Give the timezone, or None when the name is empty or not known here. Then callers still tell a time."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
