"""Compares the server's head with our own record. Reads sealed entries by number, opens none, decides nothing for the box.

known      the server has what we have up to its number: go on from there
diverged   the histories are the same only up to `common`: this box was put back, or there are two of it
"""

from dataclasses import dataclass

from appliance.api.feed.client import FeedClient
from appliance.envelope.deposit import HeadTold
from appliance.envelope.format import entry_digest, split
from sync.transport.line import DistrictLine, Refusal, Unreachable


@dataclass(frozen=True, slots=True)
class Judged:
    """Where to go on: with the entry after `after`. `diverged`: the server has entries after it that this box does not know. `put_back`:
    the server has less than it once signed for. `damaged`: the first and last numbers of the entries that it wants again. `there`: up to
    where the district has what this box wrote. `first`: the first entry that this box wrote; entries before it were restored from another
    box.
    """

    after: int
    there: int
    first: int
    diverged: bool = False
    put_back: bool = False
    damaged: tuple[tuple[int, int], ...] = ()


async def judge(told: HeadTold, feed: FeedClient, line: DistrictLine) -> Judged:
    """Compare the server's head with our record. Raises Unreachable, LineLost."""
    begins = await first_number(feed)
    first = await _first_own(feed, begins)
    if told.number == 0:  # entries that another box wrote are not deposited as this one's
        return Judged(first - 1 if first > begins else 0, 0, first)
    own = await entry_of(feed, told.number)
    if own is not None and entry_digest(own) == told.digest:
        return Judged(told.number, told.number, first)
    if own is None and told.number < begins:
        return Judged(
            told.number, told.number, first
        )  # the record was begun anew: the entries between are lost, and the deposit says so
    common = await _common(feed, line, begins - 1, min(told.number, await head_of(feed)))
    return Judged(common, common, first, diverged=True)


async def _common(feed: FeedClient, line: DistrictLine, same: int, high: int) -> int:
    """Find the last number at which both have the same entry. Halving works, because chains stay different after their first difference: 20
    questions for a million entries.
    """
    while same < high:
        middle = (same + high + 1) // 2
        own, theirs = await entry_of(feed, middle), await _theirs(line, middle)
        if own is not None and own == theirs:
            same = middle
        else:
            high = middle - 1
    return same


async def _first_own(feed: FeedClient, begins: int) -> int:
    """Find, by halving too, the first entry written by the box that wrote the newest one."""
    low, high = begins, await head_of(feed)
    box = await _box_at(feed, high)
    while low < high:
        # try the first entry at once: nearly every record is one box's from the beginning
        middle = (low + high) // 2 if low > begins else low
        if await _box_at(feed, middle) == box:
            high = middle
        else:
            low = middle + 1
    return low


async def _box_at(feed: FeedClient, number: int) -> bytes:
    """Give the box that wrote the first entry from this number on; empty where there is none."""
    items = await feed.follow(number - 1, limit=1, outward=True)
    return split(items.entries[0].entry).header.box if items.entries else b""


async def _theirs(line: DistrictLine, number: int) -> bytes | None:
    answer = await line.tail(after=number - 1, limit=1)
    if isinstance(answer, Refusal):
        raise Unreachable(f"The district does not tell what it has of this box: {answer.refused.says}")
    return answer.entries[0] if answer.entries else None


async def entry_of(feed: FeedClient, number: int) -> bytes | None:
    """Give our own entry with this number; None where we have none. Raises LineLost."""
    items = await feed.follow(number - 1, limit=1, outward=True)
    return items.entries[0].entry if items.entries and items.entries[0].number == number else None


async def first_number(feed: FeedClient) -> int:
    """Give the number of the oldest entry; 1 for an empty record. Raises LineLost."""
    items = await feed.follow(0, limit=1, outward=True)
    return items.entries[0].number if items.entries else 1


async def head_of(feed: FeedClient) -> int:
    """Give the number of the newest entry. Raises LineLost."""
    return (await feed.follow(0, limit=1, outward=True)).head
