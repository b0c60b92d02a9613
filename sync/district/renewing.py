"""Looks after the server's certificate while it serves: judges it, makes a new one in time, and uses a new one on disk at once. Knows no
request.

The log says what is wrong with the certificate, and what to do. If no new one can be made, a good one goes on serving.
"""

import asyncio
import logging
import ssl

from sync.district.district import District
from sync.district.folder import FolderError
from sync.district.server_certificate import ServerCertificate
from sync.district.store import StoreUnavailable
from sync.district.tables import audit, fleet

LOOK_EVERY_S = 2.0  # how often to look for a new one on disk: one `stat`
JUDGE_EVERY_S = 12 * 3600.0
AGAIN = "It is tried again in 12 hours, or at once by: handbell district certificate renew"

log = logging.getLogger("handbell.district")


class Renewing:
    """Looks after one server's certificate."""

    def __init__(self, certificate: ServerCertificate, district: District) -> None:
        self._certificate = certificate
        self._district = district

    async def begin(self) -> ssl.SSLContext:
        """Give TLS with a certificate that is good, or the best that can be made. Raises FolderError, OSError where it is
        not good either.
        """
        was_made = await self._judge()
        context = self._certificate.context(self._district.reckoning.least_ms)
        if was_made:
            await self._note()
        return context

    async def run(self, context: ssl.SSLContext) -> None:
        """Look after the certificate until cancelled. New connections get the new certificate; nothing has to be restarted."""
        loop = asyncio.get_running_loop()
        judged_s = loop.time()
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                if loop.time() - judged_s >= JUDGE_EVERY_S:
                    judged_s = loop.time()
                    await self._judge()
                if self._certificate.is_another():  # even one that a person made, or another server with the same keys
                    self._certificate.use(context)
                    log.info("new connections are answered with %s", said_of(self._certificate))
                    await self._note()
            except (FolderError, OSError) as wrong:
                log.error("the server's certificate: %s %s", wrong, AGAIN)

    async def _note(self) -> None:
        """Note the new certificate in the audit log. Raises FolderError."""
        now_ms, about = self._district.now_ms(), said_of(self._certificate)
        try:
            await self._district.store.do(
                lambda sql: audit.add(sql, now_ms, "this server", "server's certificate taken", about)
            )
        except StoreUnavailable as silent:  # the server serves in any case
            log.warning("%s is not in the audit log: %s", about, silent)

    async def _judge(self) -> bool:
        """Judge the certificate, and give whether another was made. Raises FolderError, OSError where it is not good and there can be no
        other.
        """
        reckoning, authority, certificate = self._district.reckoning, self._district.authority, self._certificate
        try:
            noted_ms = await self._district.store.do(fleet.last_answered_ms)
            reckoning.noted_ms = noted_ms if noted_ms < authority.ends_ms else 0  # a damaged row can say anything
        except StoreUnavailable as silent:
            log.warning("the store does not say when a receipt was given last: %s", silent)
        for wrong in (reckoning.wrong(), authority.wrong(reckoning)):
            if wrong:
                log.error("%s.", wrong)
        if not (why := certificate.due(reckoning)):
            return False
        try:
            await asyncio.to_thread(certificate.renew, reckoning.latest())
        except (FolderError, OSError) as failed:
            if not certificate.is_good(reckoning):
                raise
            log.error(
                "the server's certificate %s, and no other could be made: %s. It serves on. %s", why, failed, AGAIN
            )
        else:
            log.warning("the server's certificate %s. Made another: %s", why, said_of(certificate))
            return True
        return False


def said_of(certificate: ServerCertificate) -> str:
    """Give the certificate's names and its end, on one line. Raises FolderError."""
    return f"the certificate for {', '.join(certificate.names)} until {certificate.between[1]:%Y-%m-%d}"
