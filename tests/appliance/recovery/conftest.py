"""Fixtures: the running school of the doors' tests, asked by users with different rights: replica, uplink, nobody in particular."""

import asyncio
import os
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.api.feed.client import FeedClient
from appliance.api.feed.frames import to_feed_reader
from appliance.core.district import copies
from appliance.doors.feed.rights import FeedRights
from appliance.doors.feed.sealed_feed import SealedFeedDoor
from appliance.doors.listening import bind_unix
from appliance.doors.peer import Rights
from tests.appliance.doors.harness import Harness, running_harness

NOBODY = 65534
WHO = (
    NOBODY if os.geteuid() == 0 else os.geteuid()
)  # not root, since root may read what is kept, whatever other rights it has
REPLICA = FeedRights(WHO + 1, WHO, WHO + 2)
UPLINK = FeedRights(WHO + 1, WHO + 2, WHO)
OWNER = FeedRights(WHO, WHO + 1, WHO + 2)
STICK = FeedRights(WHO + 1, WHO + 2, WHO + 3)


@dataclass
class School:
    """The school. `line` connects as the user that the rights make of this test."""

    harness: Harness
    folder: Path
    stack: AsyncExitStack
    doors: dict[str, Path] = field(default_factory=dict)

    async def line(self, rights: FeedRights = REPLICA) -> FeedClient:
        name = f"feed-{len(self.doors)}"
        path = self.doors[name] = self.folder / name
        self.harness.tasks.start(SealedFeedDoor(self.harness.feed(rights), bind_unix(path, 0o666)).run(), name=name)
        await asyncio.sleep(0)
        return await self.stack.enter_async_context(connected(path))

    def troubles(self) -> set[str]:
        return {trouble.cause.what for trouble in self.harness.engine.board.troubles.values()}


@asynccontextmanager
async def connected(path: Path) -> AsyncIterator[FeedClient]:
    end = socket.socket(socket.AF_UNIX)
    before = os.geteuid()
    try:
        if before != WHO:
            os.seteuid(WHO)  # the kernel notes who connects
        end.connect(str(path))
    finally:
        if before != WHO:
            os.seteuid(before)
    end.setblocking(False)
    loop = asyncio.get_running_loop()
    _, line = await loop.create_unix_connection(lambda: FeedClient(to_feed_reader(), path), sock=end)
    yield line
    line.close()


@pytest.fixture
async def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[School]:
    # Let no hour of a day be quiet. Otherwise the box would try the copy out by itself if a test runs at two in the morning.
    monkeypatch.setattr(copies, "QUIET_FROM_MIN", copies.DAY_MIN + copies.QUIET_MINUTES)
    with tempfile.TemporaryDirectory(prefix="feed-") as folder:
        Path(folder).chmod(0o755)
        async with running_harness(tmp_path, Rights.here()) as harness, AsyncExitStack() as stack:
            yield School(harness, Path(folder), stack)
