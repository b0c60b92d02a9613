"""Several endless things that live and end together. Knows nothing of what they do."""

import asyncio
from collections.abc import Coroutine


async def together(*coroutines: Coroutine[None, None, None]) -> None:
    """Run them until one fails; the others are cancelled, and that failure is raised alone, as if there had been one task."""
    try:
        async with asyncio.TaskGroup() as group:
            for each in coroutines:
                group.create_task(each)
    except BaseExceptionGroup as failed:
        first: BaseException = failed
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        raise first from None
