"""Starts tasks, which nothing else does: they are named and kept, and a failure is never silent."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine
from typing import Any

log = logging.getLogger("handbell.tasks")


class Tasks:
    """The named tasks of one process. `failed` is set with the first task that ends by an exception."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.failed: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def start(self, coroutine: Coroutine[None, None, None], *, name: str) -> asyncio.Task[None]:
        """Start a coroutine under a name; a name still running is refused with ValueError. A task that is done has its name no more, also
        before the loop has told of its end.
        """
        if name in self._tasks and not self._tasks[name].done():
            coroutine.close()
            raise ValueError(f"a task named {name} is running already")
        task = asyncio.get_running_loop().create_task(coroutine, name=name)
        self._tasks[name] = task
        task.add_done_callback(self._ended)
        return task

    async def stop(self, *names: str) -> None:
        """Cancel the named tasks (all of them when none is named) and wait until they have ended."""
        chosen = [self._tasks[name] for name in names if name in self._tasks] if names else list(self._tasks.values())
        for task in chosen:
            task.cancel()
        await asyncio.gather(*chosen, return_exceptions=True)

    async def until(self, asked_to_stop: asyncio.Event) -> bool:
        """Let them run until this is set or one of them fails, then stop all of them. Return whether it was set."""
        asked = asyncio.get_running_loop().create_task(asked_to_stop.wait())
        both: tuple[asyncio.Future[Any], ...] = asked, self.failed
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            asked.cancel()
            await self.stop()
        return asked_to_stop.is_set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        if self._tasks.get(task.get_name()) is task:
            del self._tasks[task.get_name()]
        if task.cancelled() or task.exception() is None:
            return
        log.error("task %s failed", task.get_name(), exc_info=task.exception())
        if not self.failed.done():
            self.failed.set_result(task.get_name())


async def after(before: Collection[asyncio.Task[None]], run: Callable[[], Awaitable[None]]) -> None:
    """Run this once the earlier tasks have let go of what they had: a line or a pin has one owner."""
    if before:
        await asyncio.wait(before)
    await run()
