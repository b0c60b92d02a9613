"""Gives a building many pages, and each a program that speaks as its browser does. They come from many addresses, as in a school."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from msgspec.structs import replace

from appliance.plan.ids import ButtonId
from appliance.plan.model import Kind, Page, Plan
from tests.browser.site import PageProcess
from tests.browser.speaking import Speaker

type Code = Callable[[ButtonId], Awaitable[str]]
"""Open a desk's window for a page, and give its code."""

EACH = 5  # pairings that one address may try at once (`appliance/page/limits.py`)


def names(count: int) -> list[ButtonId]:
    """Give the ids of so many pages."""
    return [ButtonId(f"page-{number:03}") for number in range(count)]


def with_many(plan: Plan, count: int) -> Plan:
    """Give the plan so many pages, spread over its rooms."""
    kinds = (Kind.ASSIST, Kind.EMERGENCY)
    rooms = [room.room for room in plan.rooms]
    spread = zip(names(count), rooms * (count // len(rooms) + 1), strict=False)
    return replace(plan, pages=tuple(Page(name, room, kinds) for name, room in spread))


@asynccontextmanager
async def speakers(pages: PageProcess, code: Code, count: int) -> AsyncIterator[list[Speaker]]:
    """Give a paired browser's program for each of the first so many pages."""
    async with AsyncExitStack() as stack:
        found = []
        for number, name in enumerate(names(count)):
            speaker = await stack.enter_async_context(Speaker(pages, f"127.0.4.{1 + number // EACH}"))
            assert (await speaker.pairs(await code(name)))["page"] == name
            found.append(speaker)
        yield found
