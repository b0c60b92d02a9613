"""The process of the pages and a browser, each at a computer of its own in a network of our own: so that a cable can be pulled. The alert
daemon is beside the process of the pages, as on a box: their line is a socket in a folder, and needs no network.
"""

import asyncio
import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from selenium import webdriver

from tests.appliance.page.serving import NAME
from tests.browser.site import PageProcess, Screen, Site
from tests.proof.lan import NETWORKS, Computer, Lan
from tests.system.box import HANDBELL

BOX, ROOM = "10.79.0.1", "10.79.0.2"
IPV6 = "/proc/sys/net/ipv6/conf/all/disable_ipv6"
NO_IPV6 = f"[ ! -e {IPV6} ] || echo 1 > {IPV6}"
"""An address of IPv6 comes a second after the cable, and Chromium gives up what it loads whenever an address comes."""


class PagesAt(PageProcess):
    """The process of the pages at a computer of its own."""

    def __init__(self, folder: Path, alert: Path, computer: Computer) -> None:
        super().__init__(folder, alert)
        self._computer = computer

    async def starts(self) -> None:
        """Start it, and wait until it says that pages are open."""
        words = [str(HANDBELL), "page", "--listen", f"{BOX}:{self.port}", "--tls", str(self.tls)]
        with self._journal.open("ab") as journal:
            self.process = subprocess.Popen(
                self._computer.command(*words, "--alert", str(self._alert)), stdout=journal, stderr=journal
            )
        said = self.journal().count("pages are open")
        while self.journal().count("pages are open") == said:
            assert self.process.poll() is None, self.journal()
            await asyncio.sleep(0.05)


class ScreenAt(Screen):
    """A browser at a computer of its own. It and what leads it live in that network; so does the thread that speaks to them."""

    def __init__(self, home: Path, base: str, computer: Computer) -> None:
        super().__init__(home, base, f"MAP {NAME} {BOX}")
        self._there = ThreadPoolExecutor(1, initializer=_enter, initargs=(computer.network,))

    async def starts(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._there, self.start)

    async def does[T](self, what: Callable[[webdriver.Chrome], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._there, what, self.driver)

    async def ends(self) -> None:
        await self.does(lambda driver: driver.quit())
        self._there.shutdown()


class Wired:
    """A box and a room's browser with a cable each. `box` and `room` are the computers; `site` has everything else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = Site(folder)
        self._stack = AsyncExitStack()
        self.box: Computer
        self.room: Computer
        self.screen: ScreenAt

    async def __aenter__(self) -> Self:
        """Start all of it; the browser shows nothing yet."""
        lan = self._stack.enter_context(Lan())
        self.box, self.room = lan.computer("box", BOX), lan.computer("room", ROOM)
        subprocess.run(self.room.command("sh", "-c", NO_IPV6), check=True)
        site = self.site
        (self.folder / "box").mkdir()
        await self._stack.enter_async_context(site.box)
        await site.box.starts()
        site.desk = await site.box.desk("front")
        site.page = PagesAt(self.folder, site.box.run / "page.sock", self.box)
        await site.page.starts()
        self._stack.callback(site.page.kill)
        home = self.folder / "room"
        home.mkdir()
        self.screen = ScreenAt(home, f"https://{NAME}:{site.page.port}", self.room)
        self.screen.trust(site.page.trusted)
        await self.screen.starts()
        self._stack.push_async_callback(self.screen.ends)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all of it."""
        if error is not None:
            print(f"---- journal of the pages\n{self.site.page.journal()[-3000:]}")
        await self._stack.aclose()


def _enter(network: str) -> None:
    """Let this thread live in that network from now on, and all that it starts."""

    with (NETWORKS / network).open() as namespace:
        os.setns(namespace.fileno(), os.CLONE_NEWNET)
