"""Fixtures: the running school of the doors' tests with its feed open, and a safety office that it may come to believe."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandedIn, HandIn
from appliance.doors.feed.sealed_feed import SOCKET_MODE, SealedFeedDoor
from appliance.doors.listening import bind_unix
from appliance.doors.peer import Rights
from tests.appliance.district.office import Office, Reader
from tests.appliance.doors.harness import Harness, running_harness
from tests.patience import patient


@dataclass
class School:
    """The school as these tests use it. `line` is the uplink's, over a real socket."""

    harness: Harness
    line: FeedClient
    office: Office
    reader: Reader
    socket: Path

    async def believes(self, office: Office | None = None, instead_of: str = "") -> str:
        who = office or self.office
        return await self.harness.keeper.believe(who.fingerprint.hex(), instead_of, "a test")

    async def knows_the_office(self) -> None:
        """Let the school believe the office's root key, its servers' keys, and one reader."""
        assert await self.believes() == ""
        told = await self.says(notices=(self.office.receipt_keys(), self.office.recipients(1, self.reader)))
        assert told.refused == ()

    async def says(self, **said: object) -> HandedIn:
        """Hand this in, as the uplink does."""
        return await self.line.hand_in(HandIn(request=0, **said))  # type: ignore[arg-type]

    async def entry(self, number: int) -> bytes:
        items = await self.line.follow(after=number - 1, limit=1)
        assert items.entries[0].number == number
        return items.entries[0].entry

    async def newest(self) -> bytes:
        return await self.entry(self.harness.engine.head)

    def troubles(self) -> set[str]:
        return {trouble.cause.what for trouble in self.harness.engine.board.troubles.values()}

    async def trouble(self, what: str, *, over: bool = False) -> None:
        async with patient():
            while (what in self.troubles()) is over:
                await asyncio.sleep(0.01)


@pytest.fixture
async def school(tmp_path: Path) -> AsyncIterator[School]:
    async with running_harness(tmp_path, Rights.here()) as harness:
        path = harness.folder / "feed.sock"
        listening = bind_unix(path, SOCKET_MODE)
        door = SealedFeedDoor(harness.feed(), listening, frozenset({os.getuid()}))
        harness.tasks.start(door.run(), name="sealed feed")
        await asyncio.sleep(0)
        trust = harness.keeper.trust
        async with FeedClient.connect(path) as line:
            yield School(harness, line, Office(trust.building, trust.box), Reader("Office 2026"), path)
