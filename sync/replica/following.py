"""Reads the sealed feed into both databases: wraps first, then the entries that need them. Knows no target."""

import msgspec

from appliance.api.feed.client import FeedClient
from appliance.api.feed.copy import CopiedWrap
from sync.replica.mirror import DoesNotFollow, Mirror, Whose
from sync.replica.wraps import Wraps

AT_ONCE = 500  # entries in one answer: the most that the feed gives
TRIES_MAX = 5  # if the set of wraps changed each time it was read, it is tried again with the next entries


class Brought(msgspec.Struct, frozen=True):
    """What one answer of the feed brought. `more`: the record has entries beyond."""

    entries: int
    more: bool
    bundle_serial: int
    wraps_changed: bool


async def follow_once(feed: FeedClient, mirror: Mirror, wraps: Wraps, wait_s: int, now_ms: int) -> Brought:
    """Ask the feed once. Raises LineLost, AnotherHistory, Whose; then none of the new entries were taken."""
    items = await feed.follow_copy(mirror.head, AT_ONCE, wait_s, wraps.version)
    changed = items.version != wraps.version
    if changed:
        await _whole_set(feed, wraps)
    else:
        wraps.add(items.wraps)
    try:
        taken = mirror.take(items, now_ms)
    except DoesNotFollow:
        if not await _has_the_record_it_too(feed, mirror):
            raise
        taken = mirror.take(items, now_ms, breaks_here=True)
    return Brought(taken, mirror.head < items.head, items.bundle_serial, changed)


async def _has_the_record_it_too(feed: FeedClient, mirror: Mirror) -> bool:
    """Whether the record has our last entry, byte for byte: then it was damaged in the record itself, and nothing was put back."""
    items = await feed.follow_copy(mirror.head - 1, 1)
    return any(each.number == mirror.head and each.entry == mirror.newest() for each in items.entries)


async def _whole_set(feed: FeedClient, wraps: Wraps) -> None:
    for _ in range(TRIES_MAX):
        if await _read_set(feed, wraps):
            return
    raise Whose("the set of wraps changed each time it was read")


async def _read_set(feed: FeedClient, wraps: Wraps) -> bool:
    """Read the whole set of wraps. Give False where it changed between two pages."""
    found: dict[bytes, CopiedWrap] = {}
    gone: set[tuple[bytes, int]] = set()
    page = await feed.kept_wraps()
    version = page.version
    while True:
        found |= {each.place: each for each in page.wraps}
        gone |= set(page.gone)
        if not page.more or not page.wraps:
            break
        page = await feed.kept_wraps(page.wraps[-1].place)
        if page.version != version:
            return False
    wraps.make_equal(found, gone, version)
    return True
