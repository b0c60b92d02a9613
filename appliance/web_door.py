"""Keeps the webhook door of the alert daemon: takes its socket before "armed", and opens it afterwards."""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from appliance.core.ground.words import Cause
from appliance.doors.listening import bind_tcp, ours_until_cancelled
from appliance.doors.webhook.signed_press import SignedPresses
from appliance.one_way import OneWay
from appliance.settings import Settings
from appliance.vault.errors import VaultError
from appliance.vault.mended import Mended
from appliance.words.troubles import WEBHOOK_DOOR_CLOSED

if TYPE_CHECKING:
    from appliance.doors.webhook.certificate import Certificate

CLOSED: Final = Cause(WEBHOOK_DOOR_CLOSED.word, "webhook.pem")
AUTHORITIES: Final = "SSL_CERT_FILE"  # by which OpenSSL is told where they are
RETRY_S: Final = 30.0  # a disk that takes files again is noticed within the 200 s for which a fault may stay

log = logging.getLogger("handbell.alert")


class WebDoor:
    """The door for devices with HTTPS. `report` takes a cause and its words, or None when it ended; `found` takes what was mended."""

    def __init__(
        self,
        settings: Settings,
        one_way: OneWay,
        report: Callable[[Cause, str | None], None],
        found: Callable[[Sequence[Mended]], None],
    ) -> None:
        self._settings = settings
        self._one_way = one_way
        self._report = report
        self._found = found
        self._listening: socket.socket | None = None

    def listen(self, handed: socket.socket | None) -> None:
        """Take the socket that systemd handed over, or else the address of the settings. Raises OSError if another has that address."""
        where = self._settings.webhook
        self._listening = handed or (bind_tcp(where.host, where.port) if where else None)

    @property
    def where(self) -> str | None:
        """The address as HOST:PORT, or None where this box has no such door."""
        if self._listening is None:
            return None
        host, port = self._listening.getsockname()[:2]
        return f"{host}:{port}"

    async def run(self) -> None:
        """Serve until cancelled. HTTPS is imported here, after arming: it takes longer to load than everything else together, and no
        button waits for it.
        """
        with believing_no_authority():
            from appliance.doors.webhook.certificate import show  # noqa: PLC0415
            from appliance.doors.webhook.door import WebhookDoor  # noqa: PLC0415

        assert self._listening is not None, "run only where `where` is an address"
        with ours_until_cancelled(self._listening) as same:
            certificate = await self._certificate()
            log.info("webhook door open, certificate %s", certificate.fingerprint)
            try:
                show(certificate, self._settings.run)
            except OSError as error:  # devices that are set up already still call
                log.warning("the webhook's certificate cannot be shown: %s", error)
            urls = self._one_way.fixed_urls if self._settings.fixed_urls else None
            self._one_way.flooded({})
            await WebhookDoor(same, certificate, SignedPresses(self._one_way), self._one_way.flooded, urls).run()

    async def _certificate(self) -> "Certificate":
        """Open the certificate, healed or made anew. While the disk takes none, keep trying; no other door waits for this."""
        from appliance.doors.webhook.certificate import open_certificate  # noqa: PLC0415

        host = self._settings.webhook.host if self._settings.webhook is not None else ""
        while True:
            try:
                certificate = await asyncio.to_thread(open_certificate, self._settings.keys, host)
            except (VaultError, OSError) as error:
                self._report(CLOSED, f"{error} {WEBHOOK_DOOR_CLOSED.do}")
                await asyncio.sleep(RETRY_S)
                continue
            self._report(CLOSED, None)
            self._found(certificate.mended)
            return certificate


@contextmanager
def believing_no_authority() -> Iterator[None]:
    """Load HTTPS inside this. HTTPS reads every authority that the system believes as soon as it is loaded, some 2 MB, and this process
    asks no server for its certificate.
    """
    before = os.environ.get(AUTHORITIES)
    os.environ[AUTHORITIES] = os.devnull
    try:
        yield
    finally:
        del os.environ[AUTHORITIES]
        if before is not None:
            os.environ[AUTHORITIES] = before
