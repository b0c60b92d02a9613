"""Times and amounts as people read them. The time zone is always an argument: these functions read no clock."""

from datetime import datetime, tzinfo


def span(milliseconds: int) -> str:
    """A length of time to read at a glance: `0:07`, `12:40`, `1:02:03`; never negative."""
    seconds = max(milliseconds, 0) // 1000
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def ago(milliseconds: int) -> str:
    """A length of time in words, for what need not be exact: `12 s`, `4 min`, `3 h`, `2 days`."""
    seconds = max(milliseconds, 0) // 1000
    for from_s, unit_s, word in ((172_800, 86_400, "days"), (7200, 3600, "h"), (120, 60, "min")):
        if seconds >= from_s:
            return f"{seconds // unit_s} {word}"
    return f"{seconds} s"


def in_words(milliseconds: int) -> str:
    """A length of time to hear: `12 seconds`, `1 minute`, `2 hours 5 minutes`; never negative."""
    seconds = max(milliseconds, 0) // 1000
    if seconds < 90:
        return count(seconds, "second", "seconds")
    minutes = seconds // 60
    if minutes < 60:
        return count(minutes, "minute", "minutes")
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return count(hours // 24, "day", "days")
    said = count(hours, "hour", "hours")
    return f"{said} {count(minutes, 'minute', 'minutes')}" if minutes else said


def time_of_day(wall_ms: int, zone: tzinfo) -> str:
    """Hours, minutes and seconds as the box's wall clock has them, in the building's timezone."""
    return datetime.fromtimestamp(wall_ms / 1000, zone).strftime("%H:%M:%S")


def clock(wall_ms: int, zone: tzinfo) -> str:
    """`08:14`, as it is written into a report."""
    return datetime.fromtimestamp(wall_ms / 1000, zone).strftime("%H:%M")


def date_of(wall_ms: int, zone: tzinfo) -> str:
    """`Nov 28`, for what may be of another day."""
    return datetime.fromtimestamp(wall_ms / 1000, zone).strftime("%b %-d")


def hour(wall_ms: int, zone: tzinfo) -> str:
    """`7:42`, for what need not be exact."""
    return datetime.fromtimestamp(wall_ms / 1000, zone).strftime("%-H:%M")


def count(number: int, one: str, many: str) -> str:
    """`1 call`, `3 calls`."""
    return f"{number} {one if number == 1 else many}"
