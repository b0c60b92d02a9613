"""What happened today, and which of it has a number: told from entries of the feed, in the order of time. Pure.

Nothing here counts or groups by room or caller (promise 7): it is a list by time, and each line is what the box lets this desk read.
"""

from collections.abc import Iterable
from datetime import datetime, tzinfo

from appliance.api.desk.entries import FeedItem
from appliance.plan.ids import IncidentId
from appliance.words.times import count, time_of_day

SAID_MAX = 10
"""More are minutes of speech: the newest ones, and how many there are besides."""

WITHHELD = "Names and notes are left out here. Whoever may read them types: pin"


def history(items: Iterable[FeedItem], now_wall_ms: int, zone: tzinfo, *, everything: bool, proven: bool) -> list[str]:
    """Calls and tap-outs of today, the newest first: how each began, and what was last recorded of it."""
    since_ms = _midnight_ms(now_wall_ms, zone)
    today = [of for of in _by_incident(items).values() if of[-1].wall_ms >= since_ms]
    said = today[::-1] if everything else today[::-1][:SAID_MAX]
    more = len(today) - len(said)
    return [
        f"{count(len(today), 'call or tap-out', 'calls and tap-outs')} today, the newest first."
        if today
        else "Nobody called today.",
        *(_in_short(of, zone) for of in said),
        *([f"{more} more are earlier today. To hear them, type: history all"] if more else []),
        *(["To hear everything about one, type log and its number."] if today else []),
        *([] if proven or not today else [WITHHELD]),
    ]


def incident_called(number: int, items: Iterable[FeedItem]) -> IncidentId | None:
    """The newest that people called by this number."""
    called = [item.incident for item in items if item.call == number and item.incident is not None]
    return called[-1] if called else None


def _by_incident(items: Iterable[FeedItem]) -> dict[IncidentId, list[FeedItem]]:
    """In the order they began. What began before these entries is left out: its number is not known here."""
    found: dict[IncidentId, list[FeedItem]] = {}
    for item in items:
        if item.incident is not None and (item.call is not None or item.incident in found):
            found.setdefault(item.incident, []).append(item)
    return found


def _in_short(of: list[FeedItem], zone: tzinfo) -> str:
    first, last = of[0], of[-1]
    began = f"Number {first.call}, at {time_of_day(first.wall_ms, zone)}. {first.line}"
    return began if last is first else f"{began} Last, at {time_of_day(last.wall_ms, zone)}: {last.line}"


def _midnight_ms(wall_ms: int, zone: tzinfo) -> int:
    day = datetime.fromtimestamp(wall_ms / 1000, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return int(day.timestamp() * 1000)
