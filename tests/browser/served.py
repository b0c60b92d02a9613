"""Runs a whole building for a browser: the alert daemon, the process of the pages before it, and a certificate that the building's own
authority made. Everything is a process of its own, as on a box.

async with Served(folder) as served:
        await served.starts()
        async with served.browser() as browser:
            await browser.opens(served.at("/pair"))
"""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from msgspec.structs import replace

from appliance.api.ways.pages import OpenPairing, PairingOpened
from appliance.page_authority.authority_folder import pem
from appliance.page_authority.page_folder import PageFolder
from appliance.page_authority.reading import read_request
from appliance.page_authority.scope import Scope
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.model import Kind, Page, Plan
from tests.appliance.page_authority.school import answer, authority
from tests.browser.chromium import Chromium
from tests.commands import handbell
from tests.patience import patient, until
from tests.ports import free_port
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.school import school

NAME = "handbell.juniper.example"
PAGE, OTHER = ButtonId("B201-page"), ButtonId("B202-page")
KINDS = (Kind.ASSIST, Kind.MEDICAL, Kind.EMERGENCY)


def plan_with_pages(plan: Plan | None = None) -> Plan:
    """Give the school, with a page in each of its first two rooms."""
    pages = (Page(PAGE, RoomId("B201"), KINDS), Page(OTHER, RoomId("B202"), KINDS))
    return replace(plan or school(4), pages=pages)


class Served:
    """A box with pages. `before`: words that run the process of the pages somewhere else, such as in a network of its own, at `address`."""

    def __init__(
        self,
        folder: Path,
        *,
        plan: Plan | None = None,
        address: str = "127.0.0.1",
        before: Sequence[str] = (),
        options: Sequence[str] = (),
    ) -> None:
        self.folder = folder
        self.plan = plan or plan_with_pages()
        self.box = Box(folder / "box", plan=self.plan)
        self.port = free_port()
        self.address = address
        self.tls = folder / "tls"
        self.journal_file = folder / "pages"
        self._before = before
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self._browsers = 0
        now = datetime.now(UTC)
        self._by = authority(Scope((), (NAME,)), now)
        self._now = now

    async def __aenter__(self) -> Self:
        (self.folder / "box").mkdir(parents=True, exist_ok=True)
        self.tls.mkdir(mode=0o700)
        kept = PageFolder(self.tls)
        asked = read_request(kept.request(Scope((), (NAME,))))
        kept.take(answer(self._by, self._by.certify(asked, self._now)), self._now)
        await self.box.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kills_pages()
        if error is not None:
            print(f"---- journal of the pages\n{self.journal()[-6000:]}")
        await self.box.__aexit__(kind, error, trace)

    # ---- the processes

    async def starts(self) -> None:
        """Start both, and wait until a browser could come."""
        await self.box.starts()
        await self.starts_pages()

    async def starts_pages(self) -> None:
        """Start the process of the pages, and wait until it takes connections."""
        assert self._process is None, "the process of the pages runs already"
        words = [*self._before, *handbell("page"), "--listen", f"{self.address}:{self.port}", "--tls", str(self.tls)]
        words += ["--alert", str(self.box.run / "page.sock"), *self._options]
        with self.journal_file.open("ab") as journal:
            self._process = subprocess.Popen(
                words, cwd=self.folder, env={**os.environ}, stdout=journal, stderr=journal, start_new_session=True
            )
        if not self._before:
            await until(self._answers)

    def _answers(self) -> bool:

        assert self._process is not None
        assert self._process.poll() is None, f"the process of the pages ended:\n{self.journal()[-3000:]}"
        with contextlib.suppress(OSError), socket.create_connection((self.address, self.port), 1):
            return True
        return False

    @property
    def pages_pid(self) -> int:
        """The process of the pages."""
        assert self._process is not None
        return self._process.pid

    def signals_pages(self, number: signal.Signals) -> None:
        """Send a signal to the process of the pages."""
        os.killpg(self.pages_pid, number)

    def kills_pages(self) -> None:
        """Send SIGKILL to the process of the pages; returns when it is gone."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.signals_pages(signal.SIGKILL)
            self._process.wait()
        self._process = None

    def journal(self) -> str:
        """Give what the process of the pages wrote, over all its runs."""
        return self.journal_file.read_text("utf-8", "replace") if self.journal_file.exists() else ""

    # ---- who comes

    @property
    def origin(self) -> str:
        return f"https://{NAME}:{self.port}"

    def at(self, path: str) -> str:
        """Give the address of a page."""
        return f"{self.origin}{path}"

    @property
    def trusted(self) -> ssl.SSLContext:
        """What a client needs that trusts the authority of this building, and no other."""
        return ssl.create_default_context(cadata=pem(self._by.certificate).decode())

    def browser(self, **given: Any) -> Chromium:
        """Give a browser with a fresh profile, which knows the authority of this building."""
        self._browsers += 1
        leads = {NAME: self.address, **given.pop("leads", {})}
        return Chromium(self.folder / f"browser-{self._browsers}", self._by.certificate, leads, **given)

    async def code(self, desk: Desk, page: str = PAGE) -> str:
        """Let a desk hold a window open for this page; give the code that it shows."""
        async with patient():
            opened = await desk.line.ask(OpenPairing(request=0, page=ButtonId(page)))
        assert isinstance(opened, PairingOpened), opened
        return opened.code
