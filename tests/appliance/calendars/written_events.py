"""Writes iCalendar files by hand, as programs of schools write them."""


def ics(*events: str, head: str = "X-WR-TIMEZONE:America/Denver") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//a school//EN", *([head] if head else [])]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}@school", *event.strip().splitlines(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def all_day(first: str, words: str, end: str = "", *more: str) -> str:
    """An event of whole days; `end` is the day after its last, as iCalendar writes it."""
    ends = [f"DTEND;VALUE=DATE:{end}"] if end else []
    return "\n".join([f"DTSTART;VALUE=DATE:{first}", *ends, f"SUMMARY:{words}", *more])


def timed(begins: str, ends: str, words: str, zone: str = "") -> str:
    """An event with times; `zone` is Z for UTC, or the name of a time zone."""
    if zone == "Z":
        return f"DTSTART:{begins}Z\nDTEND:{ends}Z\nSUMMARY:{words}"
    named = f";TZID={zone}" if zone else ""
    return f"DTSTART{named}:{begins}\nDTEND{named}:{ends}\nSUMMARY:{words}"


FIRST = all_day("20260813", "First Day of School")
LAST = all_day("20270527", "Last Day of School")
SCHOOL_YEAR = (FIRST, LAST)
