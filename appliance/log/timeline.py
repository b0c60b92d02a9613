"""Writes the record as lines of a timeline, 80 columns wide, as a desk may read it if nobody signed in: no people's names, no notes. It
asks with the desk line's own `Follow`, whoever answers: the running daemon, or a record that was opened while the daemon is down.
"""

import textwrap
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, tzinfo

from msgspec.structs import replace

from appliance.api.desk.entries import FeedItem, FeedItems, Follow
from appliance.plan.ids import IncidentId
from appliance.plan.timezone import timezone_named

WIDTH = 80
ASKED_AT_ONCE = 200  # what the desk door gives at most in one answer
LOOKED_BACK_MAX = 2000  # entries searched backwards for a call: some hundred calls, and half a second of a Pi's time

type Ask = Callable[[Follow], Awaitable[FeedItems]]


async def newest(ask: Ask, wanted: int) -> list[FeedItem]:
    """Give the newest `wanted` facts, oldest first."""
    return (await _backwards(ask, lambda found: len(found) >= wanted))[-wanted:]


async def call(ask: Ask, number: int) -> list[FeedItem]:
    """Give everything of the newest call with that number, oldest first; nothing if it is not among the newest entries."""
    found = await _backwards(ask, lambda items: any(item.call == number for item in items))
    its = next((item.incident for item in reversed(found) if item.call == number), None)
    return [] if its is None else await incident(ask, its)


async def incident(ask: Ask, which: IncidentId) -> list[FeedItem]:
    """Give everything of one incident, oldest first, however many answers it takes: each reading of its record is an entry, too."""
    found: list[FeedItem] = []
    while len(found) % ASKED_AT_ONCE == 0:
        after = found[-1].number if found else 0
        answer = await ask(Follow(request=0, after=after, limit=ASKED_AT_ONCE, incident=which))
        if not answer.items:
            break
        found += answer.items
    number = found[0].call if found else None  # later answers do not hold the press that tells it
    return [replace(item, call=number) for item in found]


async def brought_back(ask: Ask) -> list[FeedItem]:
    """Give everything that this record lost and was given back, oldest first, as far as keys open it."""
    found: list[FeedItem] = []
    answer = await ask(Follow(request=0, after=0, limit=ASKED_AT_ONCE, brought_back=True))
    while answer.head:
        found += answer.items
        answer = await ask(Follow(request=0, after=answer.head, limit=ASKED_AT_ONCE, brought_back=True))
    return found


def told(items: list[FeedItem], timezone: str) -> list[str]:
    """Give lines to print: first whose time it is, then for each entry its time there, its number, call and sentence."""
    zone = timezone_named(timezone)
    whose = f"Times are those of {zone}." if zone else "Times are those of this machine: the building's are not known."
    return [whose, *(line for item in items for line in _told(item, zone))]


async def _backwards(ask: Ask, enough: Callable[[list[FeedItem]], bool]) -> list[FeedItem]:
    """Give facts from the newest backwards until there are enough, in order."""
    after = (await ask(Follow(request=0, after=0, limit=1, newest_first=True))).head
    oldest = max(0, after - LOOKED_BACK_MAX)
    found: list[FeedItem] = []
    while after > oldest and not enough(found):
        before, after = after, max(0, after - ASKED_AT_ONCE)
        answer = await ask(Follow(request=0, after=after, limit=ASKED_AT_ONCE))
        found = [item for item in answer.items if item.number <= before] + found
    return found


def _told(item: FeedItem, zone: tzinfo | None) -> list[str]:
    at = datetime.fromtimestamp(item.wall_ms / 1000, UTC).astimezone(zone)
    call_number = f"call {item.call}: " if item.call is not None else ""
    line = "".join(letter if letter.isprintable() else " " for letter in item.line)
    first = f"{at:%Y-%m-%d %H:%M:%S} {item.number:>7}  "
    return textwrap.wrap(call_number + line, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))
