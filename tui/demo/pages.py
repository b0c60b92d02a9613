"""The pages of the demo: a page and a desk in a browser in its plan, `handbell page` with a certificate of an authority that is thrown
away with the demo, and `handbell browser-desk`.

The certificate is for a name that no name server knows: a browser is told on its command line that it means this computer.
"""

import asyncio
import base64
import hashlib
import shlex
import signal
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives import serialization

from appliance.page_authority.authority_folder import pem
from appliance.page_authority.page_folder import SHOWN, PageFolder
from appliance.page_authority.reading import read_answer, read_request
from appliance.page_authority.scope import scope
from appliance.page_authority.signing import Authority
from appliance.plan.ids import ButtonId, DeskId, RoomId
from appliance.plan.model import Kind, Page, Plan, given
from tui.browser.door import SOCKET_NAME

NAME = "handbell.fox-hollow.example"
"""Names below .example are nobody's (RFC 2606)."""
PAGE = Page(ButtonId("B204-page"), RoomId("B204"), (Kind.ASSIST, Kind.EMERGENCY))
DESK = DeskId("hall")
"""A desk whose console may be a browser. The same desk can be tried line by line."""
FOLDER, LOG = "handbell-page", "page.log"
ENDS_WITHIN_S = 5.0  # as every other process of the demo


def with_a_page(plan: Plan) -> Plan:
    """Give the plan a page and a desk in a browser: the example building has none, since most schools begin with buttons."""
    desks = (msgspec.structs.replace(each, browser=each.browser or each.desk == DESK) for each in plan.desks)
    return msgspec.structs.replace(plan, pages=(*given(plan.pages), PAGE), desks=tuple(desks))


class Pages:
    """`handbell page` and `handbell browser-desk` as processes of their own, and how a browser opens them."""

    def __init__(self, folder: Path, listen: str, alert: Path, desk: Path) -> None:
        """`listen`: HOST:PORT of the loopback. `alert` and `desk`: the sockets of the alert daemon for pages and for desks."""
        self._folder, self._listen, self._alert, self._desk = folder, listen, alert, desk
        self._processes: list[asyncio.subprocess.Process] = []

    def certify(self) -> None:
        """Make an authority, and a certificate for NAME. The authority's key is kept nowhere."""
        tls, now, exact = self._folder / FOLDER, datetime.now(UTC), scope((), (NAME,), 1)
        tls.mkdir(mode=0o700)
        box, authority = PageFolder(tls), Authority.made("the demo", exact, now)
        request = read_request(box.request(exact))
        box.take(pem(authority.certify(request, now)) + pem(authority.certificate), now)

    async def start(self, program: tuple[str, ...]) -> None:
        """Serve pages and desks in browsers. They are not waited for: a browser tries again by itself."""
        at_desks = self._alert.with_name(SOCKET_NAME)
        pages = (
            "page",
            "--listen",
            self._listen,
            "--tls",
            self._folder / FOLDER,
            "--alert",
            self._alert,
            "--desks",
            at_desks,
        )
        desks = ("browser-desk", "--socket", self._desk, "--listen", at_desks)
        with (self._folder / LOG).open("ab") as log:
            for words in (pages, desks):
                process = await asyncio.create_subprocess_exec(
                    *program, *words, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
                )
                self._processes.append(process)

    async def end(self) -> None:
        """End the processes, whatever they do."""
        running = [each for each in self._processes if each.returncode is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            try:
                await asyncio.wait_for(process.wait(), ENDS_WITHIN_S)
            except TimeoutError:
                process.kill()
                await process.wait()

    @property
    def address(self) -> str:
        """Where a browser pairs itself."""
        return f"https://{NAME}:{self._listen.rpartition(':')[2]}/pair"

    @property
    def browser_line(self) -> str:
        """The line that opens Chromium with a profile of its own, which knows this name and this key for as long as it runs."""
        profile = shlex.quote(str(self._folder / "browser"))
        return " \\\n    ".join(
            (
                f"chromium --user-data-dir={profile}",
                f'--host-resolver-rules="MAP {NAME} 127.0.0.1"',
                f"--ignore-certificate-errors-spki-list={self.key_digest}",
                self.address,
            )
        )

    @property
    def key_digest(self) -> str:
        """The SHA-256 of the public key in use, as Chromium takes it."""
        certificate, _ = read_answer((self._folder / FOLDER / SHOWN).read_bytes())
        info = certificate.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return base64.b64encode(hashlib.sha256(info).digest()).decode()
