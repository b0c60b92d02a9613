"""Tests what a hostile site in the same browser can do to a room's page, and what a hostile plan can: nothing.

The hostile site is a real one, at a name of its own. What counts is the effect: no press, no pairing, no try of a code used up, nothing
read.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from msgspec.structs import replace
from selenium import webdriver

from tests.appliance.page.serving import NAME
from tests.browser.site import NEEDED, PAGE, Screen, Site, with_pages
from tests.browser.test_desk import OfDesk, with_a_browser
from tests.browser.test_phone import PHONE, TOLD
from tests.system.browser_desk import BrowserDesk
from tests.system.school import school

pytestmark = [*NEEDED, pytest.mark.proof]
EVIL, REBOUND = "evil.example", "rebound.example"
OWNED = '<img src=/x onerror="globalThis.owned=1"><script>globalThis.owned=1</script>\'"&{{7*7}}'


class Nothing(BaseHTTPRequestHandler):
    """An empty page; what it does, the test says."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>evil</title><body>evil</body>")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def hostile_site() -> Iterator[str]:
    """Serve a site of somebody else's; give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Nothing) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://{EVIL}:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with Site(tmp_path) as site:
        yield site


@pytest.fixture
async def screen(site: Site) -> AsyncIterator[Screen]:
    """A room's browser, paired, in which somebody opens other sites too."""
    home = site.folder / "careless"
    home.mkdir()
    leads = ", ".join(f"MAP {name} 127.0.0.1" for name in (NAME, EVIL, REBOUND))
    screen = Screen(home, f"https://{NAME}:{site.page.port}", leads)
    screen.trust(site.page.trusted)
    await asyncio.to_thread(screen.start)
    yield screen
    await asyncio.to_thread(screen.driver.quit)


async def elsewhere(screen: Screen, address: str) -> None:
    await screen.does(lambda driver: driver.get(address))


def _closes_other_windows(driver: webdriver.Chrome) -> None:
    here = driver.current_window_handle
    for window in driver.window_handles:
        if window != here:
            driver.switch_to.window(window)
            assert driver.execute_script("return globalThis.opener") is None
            driver.close()
    driver.switch_to.window(here)


async def test_another_site_in_the_same_browser_reaches_nothing(site: Site, screen: Screen) -> None:
    await site.pairs(screen)
    code = await site.code()
    with hostile_site() as evil:
        await elsewhere(screen, evil)
        # it asks, also where it can read no answer: ten wrong codes would close a window that a desk holds open
        asks = """const said = [];
            for (let tried = 0; tried < 10; tried++) {
                const body = JSON.stringify({ask: "pair", public_key: btoa("\\x04".repeat(65)), proof: btoa("x".repeat(32))});
                for (const mode of ["cors", "no-cors"])
                    said.push(await fetch(arguments[0] + "/ask", {method: "POST", mode, body, credentials: "include"})
                        .then((answer) => answer.type, () => "failed"));
                said.push(navigator.sendBeacon(arguments[0] + "/ask", body) ? "sent" : "not sent");
            }
            return [...new Set(said)].sort()"""
        assert set(await screen.runs(asks, screen.base)) <= {"failed", "opaque", "sent"}
        read = """const read = (path) => fetch(arguments[0] + path).then((answer) => answer.text(), () => "nothing");
            return await Promise.all(["/", "/room", "/words.js", "/events?id=x"].map(read))"""
        assert await screen.runs(read, screen.base) == ["nothing"] * 4
        heard = """return await new Promise((done) => {
            const stream = new EventSource(arguments[0] + "/events?id=x");
            stream.onopen = () => done("opened"); stream.onerror = () => done("refused"); })"""
        assert await screen.runs(heard.replace("arguments[0]", repr(screen.base))) == "refused"
        loaded = """return await new Promise((done) => {
            const script = document.createElement("script"); script.src = %r + "/words.js"; script.type = "module";
            script.onload = () => done("loaded"); script.onerror = () => done("refused"); document.body.append(script); })"""
        assert await screen.runs(loaded % screen.base) == "refused"

        # it puts our page into a frame of its own, and a click on it under something else
        framed = """return await new Promise((done) => {
            const frame = document.createElement("iframe"); frame.src = %r + "/room"; frame.id = "frame";
            frame.onload = () => done("loaded"); document.body.append(frame); })"""
        await screen.runs(framed % screen.base)
        await screen.does(lambda driver: driver.switch_to.frame("frame"))
        assert await screen.does(lambda driver: driver.find_elements("css selector", "button, #status, .call")) == []
        await screen.does(lambda driver: driver.switch_to.default_content())

        # it opens our page in a window, and holds on to that window
        opened = "globalThis.ours = open(%r + '/room'); return 0"
        await screen.runs(opened % screen.base)
        await screen.until("return globalThis.ours === null || globalThis.ours.closed")
        await screen.does(_closes_other_windows)

        # it sends a form, and the browser goes where the form goes
        sent = """const form = document.createElement("form"); form.method = "post"; form.enctype = "text/plain";
            form.action = %r + "/ask"; const field = document.createElement("input");
            field.name = '{"ask": "hello", "x": "'; field.value = '"}'; form.append(field); document.body.append(form);
            form.submit(); return 0"""
        await screen.runs(sent % screen.base)
        await screen.shows("Only pages of this box may")

    # and nothing of it had an effect: the window still pairs, and nobody was called
    assert (await site.desk.board()).calls == ()
    await screen.opens("/pair#" + code)
    await screen.shows("Ready")
    await screen.holds("assist")
    assert (await site.desk.shows("B201")).presses == 1


async def test_a_name_that_leads_to_the_box_but_is_not_its_own_shows_nothing_of_it(site: Site, screen: Screen) -> None:
    """DNS rebinding ends at the certificate, before any request. Where a browser was told to go on all the same, `Host` ends it:
    test_hostile_wire.py.
    """
    await site.pairs(screen)
    await elsewhere(screen, f"https://{REBOUND}:{site.page.port}/room")
    await screen.shows("ERR_CERT_COMMON_NAME_INVALID")
    assert await screen.does(lambda driver: driver.find_elements("css selector", "#status, .call")) == []


async def test_a_name_of_the_plan_is_text_and_never_a_program(tmp_path: Path) -> None:
    plan = with_pages(school(4))
    rooms = tuple(replace(room, name=OWNED[:60]) if room.room == "B201" else room for room in plan.rooms)
    async with Site(tmp_path, replace(plan, rooms=rooms)) as site:
        screen = await site.screen()
        await site.pairs(screen)
        assert OWNED[:60] in await screen.shows("Ready")
        assert await screen.runs("return document.title") == OWNED[:60]
        found = "return [globalThis.owned ?? null, document.querySelectorAll('main img, h1 *, header img').length]"
        assert await screen.runs(found) == [None, 0]
        # and if a program were put into the page by any other fault, the browser would not run it
        inject = """document.querySelector("main").insertAdjacentHTML("beforeend", arguments[0]);
            const script = document.createElement("script"); script.textContent = "globalThis.owned = 2"; document.body.append(script);
            await new Promise((go) => setTimeout(go, 300));
            return globalThis.owned ?? null"""
        assert await screen.runs(inject, OWNED) is None
        assert str(PAGE) not in await screen.text()


async def test_names_of_a_hostile_plan_are_text_at_a_phone_and_at_a_desk_too(tmp_path: Path) -> None:
    """A room with markup for a name calls; its name is read as it stands there, and starts nothing. Names of people are as bad."""
    for plan in (TOLD, with_a_browser()):
        rooms = tuple(replace(room, name=OWNED[:60]) if room.room == "B201" else room for room in plan.rooms)
        people = tuple(replace(each, name=f"<b>{each.name}</b>") for each in plan.people)
        folder = tmp_path / ("phone" if plan is TOLD else "desk")
        folder.mkdir()
        async with Site(folder, replace(plan, rooms=rooms, people=people)) as site, BrowserDesk(site.box):
            if plan is TOLD:
                screen = await site.screen("phone")
                await screen.opens("/pair#" + await site.code(PHONE))
                await screen.shows("You can be reached here", "<b>Thaddeus Quimby</b>")
            else:
                desk = await OfDesk.paired(site)
                await desk.opens()
                screen = desk.screen
            building = await site.box.building("B201")
            await building.press("B201-wall")
            await screen.shows("<img src=/x onerror=")
            found = "return [globalThis.owned ?? null, document.querySelectorAll('img, b').length]"
            assert await screen.runs(found) == [None, 0]
