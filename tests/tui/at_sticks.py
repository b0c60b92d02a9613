"""Runs the process at the sticks beside a scripted alert daemon. The process is the real one; the test tells it which sticks there are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.api.sticks import SOCKET_NAME, Stick
from sync.bundle.desk_side import DeskSide, bound


@asynccontextmanager
async def sticks_at(desk_socket: Path, sticks: list[Stick], feed_at: Path) -> AsyncIterator[list[Stick]]:
    """Run the process until the block ends. A stick that is added to the list is there from then on."""
    async with asyncio.TaskGroup() as group:
        side = DeskSide(feed_at, lambda: [*sticks])
        running = group.create_task(side.serve(bound(desk_socket.with_name(SOCKET_NAME))))
        try:
            yield sticks
        finally:
            running.cancel()
