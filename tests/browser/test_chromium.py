"""Tests the browser of the tests: what the other tests here rely on is seen to happen, and what must be found is found.

The page is the test's own: a clock that ticks, a stored word, and, where asked, a fault of accessibility.
"""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from appliance.page_authority.page_folder import PageFolder
from appliance.page_authority.reading import read_request
from appliance.page_authority.scope import Scope
from tests.appliance.page_authority.school import answer, authority
from tests.browser.chromium import AXE, AXE_WHY_NOT, MISSING, WHY_NOT, Chromium

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=WHY_NOT),
    pytest.mark.skipif(not AXE.exists(), reason=AXE_WHY_NOT),
]
NAME = "handbell.juniper.example"
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
def served(folder: Path) -> Iterator[tuple[str, Chromium]]:
    """Serve the page under our own authority, and give its address and a browser that trusts it."""
    folder.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    by, kept = authority(Scope((), (NAME,)), now), PageFolder(folder)
    kept.take(answer(by, by.certify(read_request(kept.request(Scope((), (NAME,)))), now)), now)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "page.pem")
    with ThreadingHTTPServer(("127.0.0.1", 0), Serves) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield (
                f"https://{NAME}:{server.server_port}",
                Chromium(folder / "browser", by.certificate, {NAME: "127.0.0.1"}),
            )
        finally:
            server.shutdown()
            thread.join()


async def test_a_browser_does_sees_and_suffers_what_it_is_told(tmp_path: Path) -> None:
    with served(tmp_path / "tls") as (origin, chromium):
        async with chromium as browser:
            await browser.opens(origin + "/")
            assert await browser.runs("return isSecureContext")
            await browser.clicks("#press")
            await browser.says("pressed")
            assert ("button", "Press here") in await browser.heard()
            assert await browser.faults() == []

            # a frozen page counts no further; what goes on is the same page
            browser.freezes_pages()
            browser.thaws()
            before = int(await browser.text("#count"))
            await browser.until("return Number(document.getElementById('count').textContent) > arguments[0]", before)
            await browser.says("pressed")

            # storage that is wiped is gone after a reload, and stays over a reload otherwise
            word = await browser.runs("return localStorage.word")
            await browser.reloads()
            assert await browser.runs("return localStorage.word") == word
            await browser.forgets(origin)
            await browser.reloads()
            assert await browser.runs("return localStorage.word") != word

            # a document that is opened with a wrong clock finds it wrong, and one instant is still one instant
            true_ms = await browser.runs("return Date.now()")
            await browser.has_clock(-86_400)
            await browser.reloads()
            assert await browser.runs("return [Date.now() < arguments[0] - 80e6, new Date(5).getTime()]", true_ms) == [
                True,
                5,
            ]

            # what must be found is found
            await browser.opens(origin + "/fault")
            assert [each.partition(":")[0] for each in await browser.faults()] == ["image-alt"]
            assert "ERR_NAME_NOT_RESOLVED" in await browser.cannot_open("https://elsewhere.example/")
