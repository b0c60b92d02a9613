"""The pages of a box in a real browser: the alert daemon and the process of the pages as processes of their own, with a certificate of our
own authority, and Chromium, which knows that authority and nothing else.

    async with Site(folder) as site:
        screen = await site.screen()
        await site.pairs(screen, "B201-page")
        await screen.shows("Ready")
        await screen.holds("assist")

`site.page.kill()` and `site.box.kill()` are SIGKILL. The browser's clicks run in a thread, so that the desk in the same test goes on.
"""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from appliance.api.ways.pages import OpenPairing, PairingOpened
from appliance.page_authority.authority_folder import pem
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.model import Kind, Page, Plan
from tests.appliance.page.serving import NAME, certified
from tests.patience import patience, patient
from tests.ports import free_port
from tests.system.box import HANDBELL, Box
from tests.system.desk import Desk
from tests.system.school import school

MISSING = [each for each in ("chromium", "chromedriver", "certutil") if shutil.which(each) is None]
NEEDED = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"there is no program {' and no program '.join(MISSING)}"),
]
PAGE, CARRIED = ButtonId("B201-page"), ButtonId("B202-page")
KINDS = (Kind.TAP_OUT, Kind.ASSIST, Kind.EMERGENCY)
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def with_pages(plan: Plan) -> Plan:
    """Give the plan two pages: one of a room's computer, one of a computer that is carried."""
    return replace(
        plan, pages=(Page(PAGE, RoomId("B201"), KINDS), Page(CARRIED, RoomId("B202"), (Kind.ASSIST,), carried=True))
    )


class PageProcess:
    """`handbell page` as a process of its own."""

    def __init__(self, folder: Path, alert: Path) -> None:
        self.tls = folder / "page"
        self.trusted = pem(certified(self.tls).certificate)
        self.port = free_port()
        self._alert, self._desks = alert, alert.with_name("browser-desk.sock")
        self._journal = folder / "page-journal"
        self.more: list[str] = []
        self.process: subprocess.Popen[bytes] | None = None

    async def starts(self) -> None:
        """Start it, and wait until browsers can connect."""
        command = [str(HANDBELL), "page", "--listen", f"127.0.0.1:{self.port}"]
        with self._journal.open("ab") as journal:
            self.process = subprocess.Popen(
                [
                    *command,
                    "--tls",
                    str(self.tls),
                    "--alert",
                    str(self._alert),
                    "--desks",
                    str(self._desks),
                    *self.more,
                ],
                stdout=journal,
                stderr=journal,
            )
        async with patient():
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except ConnectionRefusedError:
                    assert self.process.poll() is None, self.journal()
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    return

    def kill(self) -> None:
        """End it as a fault would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.process = None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal: SIGSTOP is a process that hangs."""
        assert self.process is not None
        self.process.send_signal(number)

    def journal(self) -> str:
        """Give what it wrote."""
        return self._journal.read_text() if self._journal.exists() else ""


class Screen:
    """One browser with its own profile, and the words in which tests tell what somebody sees and does there."""

    def __init__(self, home: Path, base: str, leads: str = f"MAP {NAME} 127.0.0.1") -> None:
        self.home = home
        self.base = base
        self._leads = f"--host-resolver-rules={leads}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # no name server is asked
        self.driver: webdriver.Chrome

    def start(self) -> None:
        """Start the browser with the profile that it had before, if it had one."""
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        for flag in (
            *FLAGS,
            self._leads,
            f"--user-data-dir={self.home / 'profile'}",
            "--window-size=1280,900",
            "--lang=en-US",
        ):
            options.add_argument(flag)
        service = webdriver.ChromeService(
            shutil.which("chromedriver"), env={**os.environ, "HOME": str(self.home), "SE_OFFLINE": "true"}
        )
        self.driver = webdriver.Chrome(options, service)
        self.driver.set_page_load_timeout(patience(30))

    def trust(self, authority: bytes) -> None:
        """Put an authority into the list of this browser."""
        folder = self.home / ".pki" / "nssdb"
        folder.mkdir(parents=True)
        (self.home / "authority.pem").write_bytes(authority)
        for words in (
            ("-N", "--empty-password"),
            ("-A", "-t", "C,,", "-n", "p", "-i", str(self.home / "authority.pem")),
        ):
            subprocess.run(["certutil", "-d", f"sql:{folder}", *words], check=True, capture_output=True, timeout=120)

    async def does[T](self, what: Callable[[webdriver.Chrome], T]) -> T:
        """Do something in the browser, while everything else goes on."""
        return await asyncio.to_thread(what, self.driver)

    async def opens(self, path: str) -> None:
        await self.does(lambda driver: driver.get(self.base + path))

    async def reloads(self) -> None:
        await self.does(lambda driver: driver.refresh())

    async def runs(self, script: str, *given: object) -> Any:
        """Give what a script returns; it may wait for promises."""
        return await self.does(
            lambda driver: driver.execute_async_script(
                f"const done = arguments[arguments.length - 1]; (async () => {{ {script} }})().then(done, e => done('' + e))",
                *given,
            )
        )

    async def text(self) -> str:
        """Give all that is seen; nothing while the browser goes from one page to the next."""
        try:
            return await self.does(lambda driver: driver.find_element(By.TAG_NAME, "body").text)
        except (NoSuchElementException, StaleElementReferenceException):
            return ""

    async def shows(self, *words: str) -> str:
        """Wait until all of these words are seen. Give all that is seen then."""
        seen = ""
        try:
            async with patient():
                while True:
                    seen = await self.text()
                    if all(each in seen for each in words):
                        return seen
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"{words} did not come; the page shows:\n{seen}") from None

    async def until(self, script: str) -> Any:
        """Wait until this script returns what counts as true. Give it."""
        async with patient():
            while not (found := await self.runs(script)):
                await asyncio.sleep(0.05)
        return found

    async def holds(self, kind: str) -> None:
        """Hold the button of a kind with a pointer until the press is made."""

        def hold(driver: webdriver.Chrome) -> None:
            button = driver.find_element(By.CSS_SELECTOR, f"[data-kind={kind}]")
            ActionChains(driver).click_and_hold(button).pause(1.3).release().perform()

        await self.does(hold)

    async def taps(self, kind: str) -> None:
        """Touch the button of a kind for a moment only."""
        await self.does(lambda driver: driver.find_element(By.CSS_SELECTOR, f"[data-kind={kind}]").click())

    async def presses_key(self, kind: str, key: str = Keys.ENTER) -> None:
        """Press a key on the button of a kind."""
        await self.does(lambda driver: driver.find_element(By.CSS_SELECTOR, f"[data-kind={kind}]").send_keys(key))

    async def clicks(self, element: str) -> None:
        await self.does(lambda driver: driver.find_element(By.ID, element).click())

    async def types(self, element: str, words: str) -> None:
        """Type words into an empty field, then Enter."""

        def type_there(driver: webdriver.Chrome) -> None:
            field = driver.find_element(By.ID, element)
            field.clear()
            field.send_keys(words, Keys.ENTER)

        await self.does(type_there)

    async def kept(self) -> None:
        """Wait until the browser keeps the pages for when the box is away."""
        ready = "return (await navigator.serviceWorker.ready).active.state"
        async with patient():
            while await self.runs(ready) != "activated":
                await asyncio.sleep(0.05)


class Site:
    """The box, its pages, and browsers."""

    def __init__(self, folder: Path, plan: Plan | None = None) -> None:
        self.folder = folder
        self.box = Box(folder / "box", plan=plan or with_pages(school(4)))
        self._stack = AsyncExitStack()
        self._screens: list[Screen] = []
        self.desk: Desk

    async def __aenter__(self) -> Self:
        """Start the daemon, a desk and the process of the pages."""
        (self.folder / "box").mkdir()
        await self._stack.enter_async_context(self.box)
        await self.box.starts()
        self.desk = await self.box.desk("front")
        self.page = PageProcess(self.folder, self.box.run / "page.sock")
        await self.page.starts()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all of it."""
        for screen in self._screens:
            await asyncio.to_thread(screen.driver.quit)
        if self.page.process is not None:
            self.page.kill()
        if error is not None:
            print(f"---- journal of the pages\n{self.page.journal()[-3000:]}")
        await self._stack.aclose()

    async def screen(self, name: str = "room") -> Screen:
        """Give one more browser, which trusts the box's authority."""
        home = self.folder / name
        home.mkdir()
        screen = Screen(home, f"https://{NAME}:{self.page.port}")
        screen.trust(self.page.trusted)
        await asyncio.to_thread(screen.start)
        self._screens.append(screen)
        return screen

    async def code(self, page: ButtonId = PAGE) -> str:
        """Open a window at the desk, and give its code."""
        answer = await self.desk.line.ask(OpenPairing(request=0, page=page))
        assert isinstance(answer, PairingOpened), answer
        return answer.code

    async def pairs(self, screen: Screen, page: ButtonId = PAGE) -> None:
        """Pair a browser by an address with a code, as a QR has it."""
        await screen.opens("/pair#" + await self.code(page))
        await screen.shows("Ready")
