"""The pages of the demo: a page in its plan, and `handbell page` with a certificate of an authority that is thrown away with the demo.

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
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.model import Kind, Page, Plan, given

NAME = "handbell.fox-hollow.example"
"""Names below .example are nobody's (RFC 2606)."""
PAGE = Page(ButtonId("B204-page"), RoomId("B204"), (Kind.ASSIST, Kind.EMERGENCY))
FOLDER, LOG = "handbell-page", "page.log"
ENDS_WITHIN_S = 5.0  # as every other process of the demo


def with_a_page(plan: Plan) -> Plan:
    """Give the plan a page: the example building has none, since most schools begin with buttons."""
    return msgspec.structs.replace(plan, pages=(*given(plan.pages), PAGE))


class Pages:
    """`handbell page` as a process of its own, and how a browser opens it."""

    def __init__(self, folder: Path, listen: str, alert: Path) -> None:
        """`listen`: HOST:PORT of the loopback. `alert`: the socket of the alert daemon for pages."""
        self._folder, self._listen, self._alert = folder, listen, alert
        self._process: asyncio.subprocess.Process | None = None

    def certify(self) -> None:
        """Make an authority, and a certificate for NAME. The authority's key is kept nowhere."""
        tls, now, exact = self._folder / FOLDER, datetime.now(UTC), scope((), (NAME,), 1)
        tls.mkdir(mode=0o700)
        box, authority = PageFolder(tls), Authority.made("the demo", exact, now)
        request = read_request(box.request(exact))
        box.take(pem(authority.certify(request, now)) + pem(authority.certificate), now)

    async def start(self, program: tuple[str, ...]) -> None:
        """Serve pages. It is not waited for: a browser tries again by itself."""
        words = ("page", "--listen", self._listen, "--tls", self._folder / FOLDER, "--alert", self._alert)
        with (self._folder / LOG).open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *program, *words, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
            )

    async def end(self) -> None:
        """End the process, whatever it does."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
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
