"""Runs the process of the pages before an alert daemon, to measure: with a certificate of our own, and a program for each browser."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import harness
from harness import Alert

from appliance.api.desk.client import DeskClient
from appliance.api.ways.pages import OpenPairing, PairingOpened
from appliance.plan.ids import ButtonId
from tests.browser.many import speakers, with_many
from tests.browser.site import PageProcess
from tests.browser.speaking import Speaker


@dataclass(frozen=True, slots=True)
class Pages:
    """A building at rest, its pages, and a desk's line that nobody else uses."""

    alert: Alert
    process: PageProcess
    desk: DeskClient
    folder: Path

    @property
    def pid(self) -> int:
        """The process of the pages."""
        assert self.process.process is not None
        return self.process.process.pid

    async def code(self, page: ButtonId) -> str:
        """Open a window for this page, and give its code."""
        opened = await self.desk.ask(OpenPairing(request=0, page=page))
        if not isinstance(opened, PairingOpened):
            raise RuntimeError(f"no window was opened: {opened.says}")
        return opened.code


@asynccontextmanager
async def building(count: int) -> AsyncIterator[Pages]:
    """Run a building with so many pages, somebody at the front desk, and as many rooms with a button."""
    async with AsyncExitStack() as stack:
        data = await stack.enter_async_context(harness.folder())
        tls = await stack.enter_async_context(harness.folder())
        alert = await stack.enter_async_context(harness.alert(data, with_many(harness.plan_of(count), count)))
        await stack.enter_async_context(harness.at_the_desk(alert.desk_socket))
        desk = await stack.enter_async_context(DeskClient.connect(alert.desk_socket, harness.FRONT, "bench"))
        process = PageProcess(tls, alert.desk_socket.with_name("page.sock"))
        await process.starts()
        stack.callback(process.kill)
        yield Pages(alert, process, desk, tls)


@asynccontextmanager
async def spoken(count: int) -> AsyncIterator[tuple[Pages, list[Speaker]]]:
    """Run such a building, with a paired browser's program for each page."""
    async with building(count) as pages, speakers(pages.process, pages.code, count) as found:
        yield pages, found
