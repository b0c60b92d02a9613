"""The timezone a plan names, with its summer and winter time. Reads what this machine knows of timezones, and no clock."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def timezone_named(name: str) -> ZoneInfo | None:
    """None where nothing is named, or nothing of that name is known here. Whatever it may be, a time is still told."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
