"""Tests the browser of the tests: what the other tests here rely on is seen to happen, and what must be found is found.

The page is the test's own: a clock that ticks, a stored word, and, where asked, a fault of accessibility.
"""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from appliance.page_authority.authority_folder import pem
from tests.appliance.page.serving import NAME, certified
from tests.browser.judging import AXE, AXE_WHY_NOT, faults, heard
from tests.browser.misfortunes import asleep, forgets, frozen, has_clock
from tests.browser.site import NEEDED, Screen

pytestmark = [*NEEDED, pytest.mark.proof, pytest.mark.skipif(not AXE.exists(), reason=AXE_WHY_NOT)]
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><main><h1>A page</h1>
<button id="press">Press here</button><p id="count">0</p><p id="pressed"></p>%s</main>
<script>
localStorage.word ??= Math.random();
setInterval(() => document.getElementById("count").textContent++, 20);
document.getElementById("press").onclick = () => document.getElementById("pressed").textContent = "pressed";
</script></html>"""
FAULT = "<img src='data:,'>"


class Serves(BaseHTTPRequestHandler):
    """Serves the page; at `/fault` one that nobody who is blind can use."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write((PAGE % (FAULT if self.path == "/fault" else "")).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[Screen]:
    """Serve the page under our own authority, and give a browser that trusts it."""
    authority = pem(certified(folder).certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "page.pem")
    with ThreadingHTTPServer(("127.0.0.1", 0), Serves) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        screen = Screen(folder / "browser", f"https://{NAME}:{server.server_port}")
        screen.home.mkdir()
        screen.trust(authority)
        screen.start()
        try:
            yield screen
        finally:
            screen.driver.quit()
            server.shutdown()
            thread.join()


async def test_a_browser_suffers_what_it_is_told_and_faults_are_found(tmp_path: Path) -> None:
    with served(tmp_path / "tls") as browser:
        await browser.opens("/")
        await browser.clicks("press")
        await browser.shows("pressed")
        assert ("button", "Press here") in await heard(browser)
        assert await faults(browser) == []

        # what sleeps counts no further, and goes on as the same page
        for stopped in (frozen, asleep):
            with stopped(browser):
                pass
            before = int(await browser.runs("return document.getElementById('count').textContent"))
            await browser.until(f"return Number(document.getElementById('count').textContent) > {before}")
            await browser.shows("pressed")

        # storage that is wiped is gone after a reload, and stays over a reload otherwise
        word = await browser.runs("return localStorage.word")
        await browser.reloads()
        assert await browser.runs("return localStorage.word") == word
        await forgets(browser)
        await browser.reloads()
        assert await browser.runs("return localStorage.word") != word

        # a document that is opened with a wrong clock finds it wrong, and one instant is still one instant
        true_ms = await browser.runs("return Date.now()")
        await has_clock(browser, -86_400)
        await browser.reloads()
        found = await browser.runs("return [Date.now() < arguments[0] - 80e6, new Date(5).getTime()]", true_ms)
        assert found == [True, 5]

        # a fault that must be found is found
        await browser.opens("/fault")
        assert [each.partition(":")[0] for each in await faults(browser)] == ["image-alt"]
