"""Paper from the plain console: what became of it, in a sentence. Knows no record."""

from collections.abc import Awaitable, Callable

from tui.records.printing import NO_PRINTER, printer, send


async def printed(make: Callable[[], Awaitable[bytes]], title: str) -> list[str]:
    """Make it where there is a printer, and send it there."""
    return [(await send(await make(), title)).removeprefix("! ")] if printer() else [NO_PRINTER]
