"""Opens the certificate of pages for TLS, takes up a new one while serving, and says for which hosts it is. Makes no certificate."""

import asyncio
import logging
import ssl
from pathlib import Path

from appliance.page_authority import files
from appliance.page_authority.errors import PageError
from appliance.page_authority.page_folder import IN_USE, SHOWN
from appliance.page_authority.reading import read_answer, scope_certified

LOOK_S = 5.0
"""How often to look whether there is another certificate: somebody who has just put it there opens a page to see it."""

type Mark = tuple[tuple[int, int], ...]

log = logging.getLogger("handbell.page")


class Certificate:
    """The certificate of one folder. `hosts`: the exact addresses and names it is for, in lower case, IPv6 without brackets."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: Mark | None = None
        self._said = ""
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        self.hosts: frozenset[str] = frozenset()

    def take(self) -> bool:
        """Take up what is in the folder, if it changed. Return whether there is a certificate. Raises PageError where it is not usable."""
        if (now := self._mark()) is None:
            return self._read is not None
        if now != self._read:
            scope = scope_certified(read_answer(files.read(self._folder / SHOWN))[0])
            try:
                self.context.load_cert_chain(self._folder / IN_USE)
            except (OSError, ssl.SSLError) as wrong:
                raise PageError(f"{self._folder / IN_USE} cannot be used: {wrong}") from wrong
            self.hosts = frozenset(each.lower() for each in (*scope.addresses, *scope.names))
            self._read, self._said = now, ""
            log.info("pages are certified for %s", scope.said)
        return True

    async def until_there(self) -> None:
        """Wait until there is a certificate that can be used. A box without one is no fault: it has no pages yet."""
        while True:
            try:
                if self.take():
                    return
                self._say(
                    f"{self._folder} holds no certificate of pages yet. Make a request: handbell page request --address ADDRESS"
                )
            except PageError as wrong:
                self._say(str(wrong))
            await asyncio.sleep(LOOK_S)

    async def keep_up(self) -> None:
        """Take up each new certificate, until cancelled. One that cannot be used changes nothing."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                self.take()
            except PageError as wrong:
                self._say(str(wrong))

    def _mark(self) -> Mark | None:
        """Give what tells these files from the next; None where there is no certificate with its key. They are written one after the other:
        whoever looks in between looks again.
        """
        try:
            seen = [(self._folder / name).stat() for name in (IN_USE, SHOWN)]
        except OSError:
            return None
        return tuple((each.st_ino, each.st_mtime_ns) for each in seen)

    def _say(self, why: str) -> None:
        """Write into the journal why there is no certificate, or no new one; once for each reason."""
        if why != self._said:
            self._said = why
            log.warning("%s", why)
