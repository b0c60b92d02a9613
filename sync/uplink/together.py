"""Runs several endless tasks that live and end together. Knows nothing of what they do."""

import asyncio
from collections.abc import Coroutine


async def together(*coroutines: Coroutine[None, None, None]) -> None:
    """Run them until one fails. Cancel the others, and raise that failure alone, as if there had been one task."""
    first: BaseException | None = None
    try:
        async with asyncio.TaskGroup() as group:
            for each in coroutines:
                group.create_task(each)
    except BaseExceptionGroup as failed:
        first = failed
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
    if first is not None:
        try:
            raise first  # outside `except`: else the group would be its context, and both would stay in memory for long
        finally:
            del first  # for the same reason: this frame is in its traceback
