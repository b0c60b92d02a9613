"""Runs a real browser without a window: Debian's Chromium, with a fresh profile that trusts one authority of pages. Knows no page of ours.

async with Chromium(folder, certificate, {"handbell.juniper.example": "127.0.0.1:8444"}) as browser:
        await browser.opens("https://handbell.juniper.example/")
        await browser.shows("#state", lambda text: "ready" in text)

No name server is asked, and no other address is reached: every other name leads nowhere.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cryptography import x509
from selenium import webdriver
from selenium.common.exceptions import (
    JavascriptException,
    NoSuchElementException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains

from appliance.page_authority.authority_folder import pem
from tests.memory import in_memory
from tests.patience import patience

CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
MISSING = [each for each in ("chromium", "chromedriver", "certutil") if shutil.which(each) is None]
WHY_NOT = f"there is no program {' and no program '.join(MISSING)}"
PHONE, CHROMEBOOK, DESKTOP = (390, 844), (1366, 768), (1920, 1080)
"""Sizes of a window: a telephone held upright, a Chromebook as schools buy it, a projector or large screen."""
QUIET = (
    "--headless=new",
    "--no-sandbox",  # tests run as root too
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
)
AXE = Path(__file__).parents[2] / "var" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
AXE_WHY_NOT = "npm brought no axe-core (.ci/tools)"
WCAG_21_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
LOOK_S = 0.05


class Chromium:
    """A browser with a profile of its own, and the words in which a test tells of it. What blocks runs in a thread of its own."""

    def __init__(
        self,
        folder: Path,
        authority: x509.Certificate | None,
        leads: Mapping[str, str],
        *,
        size: tuple[int, int] = CHROMEBOOK,
        language: str = "en-US",
        flags: Sequence[str] = (),
    ) -> None:
        self._home = in_memory(folder)
        self._authority = authority
        self._leads = leads
        self._size = size
        self._language = language
        self._flags = flags
        self._stopped: list[int] = []
        self._one_at_a_time = asyncio.Lock()
        self._service: Service
        self._driver: webdriver.Chrome

    async def __aenter__(self) -> Self:
        self._home.mkdir(parents=True, exist_ok=True)
        if self._authority is not None:
            await asyncio.to_thread(_trust, self._home, self._authority)
        await asyncio.to_thread(self._start)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.thaws()
        if error is not None:
            with contextlib.suppress(WebDriverException):
                print(f"---- the browser shows {await self.text()!r}\n---- and said {await self.said()}")
        await asyncio.to_thread(self._end)

    async def does[T](self, act: Callable[[webdriver.Chrome], T]) -> T:
        """Run this with the driver, apart from the loop of the test. Raises WebDriverException."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(act, self._driver)

    async def cdp(self, command: str, **given: object) -> dict[str, Any]:
        """Say this to the browser in its own language (Chrome DevTools Protocol)."""
        return await self.does(lambda driver: driver.execute_cdp_cmd(command, given))

    # ---- going about

    async def opens(self, url: str) -> None:
        """Open this address in the tab in front."""
        await self.does(lambda driver: driver.get(url))

    async def cannot_open(self, url: str) -> str:
        """Open this address, which must lead nowhere; give the browser's own word for why."""
        try:
            await self.opens(url)
        except WebDriverException as wrong:
            return str(wrong.msg)
        raise AssertionError(f"{url} opened, and shows {await self.text()!r}")

    async def reloads(self) -> None:
        await self.does(lambda driver: driver.refresh())

    async def new_tab(self) -> str:
        """Open another tab, which is in front from now on; give its handle for `turns_to`."""
        return await self.does(lambda driver: (driver.switch_to.new_window("tab"), driver.current_window_handle)[1])

    async def tab(self) -> str:
        """Give the handle of the tab in front."""
        return await self.does(lambda driver: driver.current_window_handle)

    async def turns_to(self, tab: str) -> None:
        await self.does(lambda driver: driver.switch_to.window(tab))

    # ---- seeing

    async def runs(self, script: str, *given: object) -> Any:
        """Run this as the body of a function in the page, and give what it returns; waits for a promise."""
        return await self.does(lambda driver: driver.execute_script(script, *given))

    async def text(self, selector: str = "body") -> str:
        """Give the text that is seen of an element; empty where there is none or it is hidden."""
        return str(await self.runs("return document.querySelector(arguments[0])?.innerText ?? ''", selector))

    async def shows(self, selector: str, holds: Callable[[str], bool]) -> str:
        """Wait until the text of this element is so; give it. Raises TimeoutError with the last one."""
        last = ""

        async def so() -> bool:
            nonlocal last
            last = await self.text(selector)
            return holds(last)

        await self._until(so, lambda: f"{selector} still shows {last!r}")
        return last

    async def says(self, *words: str) -> str:
        """Wait until the page shows all of these words; give all of its text."""
        return await self.shows("body", lambda text: all(word.lower() in text.lower() for word in words))

    async def until(self, script: str, *given: object) -> Any:
        """Wait until this function body gives something that counts as true; give it."""
        last: Any = None

        async def so() -> bool:
            nonlocal last
            last = await self.runs(script, *given)
            return bool(last)

        await self._until(so, lambda: f"still {last!r}: {script}")
        return last

    async def said(self) -> list[str]:
        """Give what the console of the browser said since this was asked last: errors, and what the policy of contents blocked."""
        lines = await self.does(lambda driver: driver.get_log("browser"))
        return [str(line["message"]) for line in lines]

    async def picture(self, file: Path) -> None:
        """Keep what is seen as a PNG."""
        file.parent.mkdir(parents=True, exist_ok=True)
        assert await self.does(lambda driver: driver.save_screenshot(str(file)))

    async def has_size(self, size: tuple[int, int]) -> None:
        """Give the page a window of this many pixels."""
        width, height = size
        await self.cdp(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )

    # ---- hands

    async def clicks(self, selector: str) -> None:
        await self.does(lambda driver: driver.find_element("css selector", selector).click())

    async def types(self, text: str) -> None:
        """Type this on the keyboard, wherever the focus is."""
        await self.does(lambda driver: ActionChains(driver).send_keys(text).perform())

    async def holds(self, selector: str, for_s: float) -> None:
        """Put the pointer on this element, hold it down for so long, and let it go."""

        def held(driver: webdriver.Chrome) -> None:
            element = driver.find_element("css selector", selector)
            ActionChains(driver).click_and_hold(element).pause(for_s).release().perform()

        await self.does(held)

    async def focused(self) -> str:
        """Give what has the focus: its id, or its name and text."""
        return str(
            await self.runs("const at = document.activeElement; return at.id || at.tagName + ' ' + at.innerText")
        )

    # ---- what a screen reader and a judge of accessibility find

    async def heard(self) -> list[tuple[str, str]]:
        """Give role and name of everything that a screen reader finds, in its order."""
        tree = await self.cdp("Accessibility.getFullAXTree")
        nodes = [node for node in tree["nodes"] if not node.get("ignored")]
        return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes]

    async def faults(self) -> list[str]:
        """Give what axe finds against WCAG 2.1 at level AA: rule, and the elements that break it."""
        await self.runs(AXE.read_text() + ";return 0")
        found = await self.runs(
            "return axe.run(document, {runOnly: arguments[0]}).then((found) => found.violations)", list(WCAG_21_AA)
        )
        return [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found]

    # ---- misfortunes

    def freezes(self) -> None:
        """Stop every process of the browser where it is, as a computer that sleeps does."""
        self._stop([each for each in _below(self._service.process.pid) if each != self._service.process.pid])

    def freezes_pages(self) -> None:
        """Stop the processes that run pages; the browser itself goes on."""
        pages = [each for each in _below(self._service.process.pid) if _is_page(each)]
        assert pages, "no process runs a page"
        self._stop(pages)

    def thaws(self) -> None:
        """Let what was stopped go on."""
        for process in self._stopped:
            _signal(process, signal.SIGCONT)
        self._stopped = []

    async def forgets(self, origin: str) -> None:
        """Wipe all that pages of this origin keep: keys, caches, workers."""
        await self.cdp("Storage.clearDataForOrigin", origin=origin, storageTypes="all")

    async def has_clock(self, ahead_s: float) -> None:
        """Let each document that is opened from now on find a clock that is wrong by so many seconds."""
        shifted = """(() => {
            const ahead = %d, Real = Date;
            globalThis.Date = class extends Real {
                constructor(...given) { given.length ? super(...given) : super(Real.now() + ahead); }
                static now() { return Real.now() + ahead; }
            };
        })()"""
        await self.cdp("Page.addScriptToEvaluateOnNewDocument", source=shifted % int(ahead_s * 1000))

    # ---- its processes

    def _stop(self, processes: list[int]) -> None:
        """Stop these processes; returns once none of them runs."""
        self._stopped = processes
        for process in processes:
            _signal(process, signal.SIGSTOP)
        while not all(_state(process) in "TZ" for process in processes):
            time.sleep(LOOK_S)

    def _start(self) -> None:
        options = Options()
        options.binary_location = CHROMIUM
        nowhere = ", ".join(f"MAP {name} {to}" for name, to in self._leads.items())
        width, height = self._size
        for word in (
            *QUIET,
            *self._flags,
            f"--user-data-dir={self._home / 'profile'}",
            f"--window-size={width},{height}",
            f"--lang={self._language}",
            f"--host-resolver-rules={nowhere}, MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        ):
            options.add_argument(word)
        options.add_experimental_option("prefs", {"intl.accept_languages": self._language})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        home = {"HOME": str(self._home), "PATH": "/usr/bin:/bin", "LANGUAGE": self._language.replace("-", "_")}
        self._service = Service(DRIVER, env=home, log_output=subprocess.DEVNULL)
        self._driver = webdriver.Chrome(options=options, service=self._service)
        self._driver.set_page_load_timeout(patience(10))
        self._driver.set_script_timeout(patience(10))

    def _end(self) -> None:
        """End the browser; whatever does not go by itself is killed."""
        processes = _below(self._service.process.pid)
        with contextlib.suppress(WebDriverException, OSError):
            self._driver.quit()
        for process in processes:
            if _state(process) != "Z":
                _signal(process, signal.SIGKILL)

    async def _until(self, so: Callable[[], Awaitable[bool]], says: Callable[[], str]) -> None:
        """Look again and again; an element or document that goes away meanwhile is looked for anew."""
        deadline_s = asyncio.get_running_loop().time() + patience()
        while True:
            with contextlib.suppress(JavascriptException, NoSuchElementException, StaleElementReferenceException):
                if await so():
                    return
            if asyncio.get_running_loop().time() > deadline_s:
                raise TimeoutError(says())
            await asyncio.sleep(LOOK_S)


def _trust(home: Path, authority: x509.Certificate) -> None:
    """Put an authority into the list of the browser that has this home, as management of devices does."""
    folder = home / ".pki" / "nssdb"
    if folder.exists():
        return
    folder.mkdir(parents=True)
    (home / "authority.pem").write_bytes(pem(authority))
    store = f"sql:{folder}"
    for words in (("-N", "--empty-password"), ("-A", "-t", "C,,", "-n", "pages", "-i", str(home / "authority.pem"))):
        subprocess.run(["certutil", "-d", store, *words], check=True, capture_output=True, timeout=patience(60))


def _below(process: int) -> list[int]:
    """Give this process and all that it started, directly or not."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [process]
    for each in found:
        found += children.get(each, [])
    return found


def _is_page(process: int) -> bool:
    with contextlib.suppress(OSError):
        return b"--type=renderer" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


def _state(process: int) -> str:
    """Give the letter of its state (proc(5)): T is stopped; Z is dead, as is one that is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    return "Z"


def _signal(process: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)
