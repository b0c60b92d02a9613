"""Reads which district the seed of this box names, and enrols the box there: now, or when a line comes. Opens no record.

systemd gives this file to this process only. The box asks for what it says until the district says yes, or no for good.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec

from appliance.api.client_line import LineLost
from appliance.api.discreet import Discreet
from appliance.api.feed.client import FeedClient
from appliance.command_line import said
from appliance.envelope.format import UNREADABLE
from sync.transport.enrolment import NotGiven, TokenRefused, enrol, who
from sync.transport.identity import Identity, NotEnrolled, load
from sync.transport.line import Unreachable
from sync.transport.proxy import Proxy, proxy_for
from sync.transport.whole_file import write_whole
from sync.uplink.settings import Settings

AUTHORITY = "authority.seeded.pem"  # beside the authority that is pinned once the district said yes
FOR_GOOD = "Then write it into the seed of this box."  # the end of the sentence about a token that no longer serves

log = logging.getLogger("handbell.uplink")


class Seeded(Discreet, frozen=True):
    """The seed's word on where to enrol. `ca` is PEM; `token` is empty where it was used already, `proxy` where there is none. `also`:
    further servers.
    """

    server: str = ""
    ca: str = ""
    token: str = ""
    proxy: str = ""
    also: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Seeded({self.server})"


def read(file: Path | None) -> Seeded:
    """Give what the seed says; an empty one where there is no seed, or it names no district."""
    if file is None:
        return Seeded()
    try:
        return msgspec.json.decode(file.read_bytes(), type=Seeded)
    except FileNotFoundError:
        return Seeded()
    except (OSError, *UNREADABLE) as error:
        log.warning("what the seed says of the district cannot be read: %s", error)
        return Seeded()


class Enrolling:
    """Enrols the box as the seed says. Made once; remembers which token the district refused for good, because asking again changes
    nothing.
    """

    def __init__(self, settings: Settings, between_ms: Callable[[], tuple[int, int]]) -> None:
        self._settings = settings
        self._between_ms = between_ms
        self.seeded = read(settings.seeded)
        self.stays = ""
        """Why the box is not in the district that its seed names; empty where it is, or where no token is left to ask with."""
        self._refused = ""
        self._refused_as = b"", b""

    @property
    def proxy(self) -> str:
        """The proxy to use: the command line's, else the seed's."""
        return self._settings.proxy or self.seeded.proxy

    async def known(self) -> Identity:
        """Give who this uplink is. Enrol it first, if the seed says so. Raises NotEnrolled, Unreachable, LineLost, OSError."""
        try:
            known = self._as_seeded(load(self._settings.data))
        except NotEnrolled:
            if not self.seeded.server or not (self.seeded.token or await self._follows()):
                raise
            return await self._enrolled()
        if not self.seeded.token or known.district.server.rstrip("/") == self.seeded.server.rstrip("/"):
            self.stays = ""
            return known
        try:
            known, self.stays = await self._enrolled(), ""
        except LineLost:
            raise
        except (
            NotEnrolled,
            Unreachable,
            OSError,
        ) as error:  # the box stays in its district until the other one takes it
            here, other = known.district.server, self.seeded.server
            stays = f"This box stays with {here}, and is not with {other}, which its seed names: {said(error)}"
            if stays != self.stays:  # once only: each session asks again
                log.warning("%s", stays)
            self.stays = stays
        return known

    async def as_heir(self, known: Identity) -> bool:
        """Enrol this box in its district as the one that follows on another, if it is not the box that the district knows. Give whether it
        was. Raises NotEnrolled, Unreachable, LineLost, OSError.
        """
        if not await self._follows():
            return False
        servers = (known.district.server, *known.district.also)
        try:
            async with FeedClient.connect(self._settings.feed_socket) as feed:
                await enrol(feed, known.folder, servers, known.authority, "", self._proxy_of, self._between_ms)
        except NotGiven as not_given:
            raise NotEnrolled(f"This box follows on another, and is not enrolled yet. {not_given}") from not_given
        log.warning("this box is enrolled with %s as the one that follows on another", known.district.server)
        return True

    async def _follows(self) -> bool:
        async with FeedClient.connect(self._settings.feed_socket) as feed:
            return (await feed.succession()).proof is not None

    async def _who(self) -> tuple[bytes, bytes]:
        """Give building and box: a new card can take another building's number, and then a token may serve that was refused before.

        Raises NotEnrolled while the alert daemon has signed nothing, as just after a new start, and LineLost.
        """
        async with FeedClient.connect(self._settings.feed_socket) as feed:
            try:
                return await who(feed)
            except NotGiven as not_given:
                raise NotEnrolled(f"This box is not enrolled yet. {not_given}") from not_given

    def _proxy_of(self, server: str) -> Proxy | None:
        return proxy_for(server, self.proxy)

    def _as_seeded(self, known: Identity) -> Identity:
        """Take the seed's name for the district's server without enrolling anew, if the seed's authority is the pinned one: it vouches for
        each server.
        """
        seeded = self.seeded
        if seeded.server and known.district.server != seeded.server and known.is_of(seeded.ca):
            log.warning("this box goes to its district at %s now, as its seed says", seeded.server)
            try:
                known = known.moved(seeded.server)
            except OSError as error:  # the seed says it again at the next start
                log.warning("the district's new address cannot be kept: %s", error)
                known = known.at(seeded.server)
        if known.district.server != seeded.server:
            return known
        return replace(known, district=msgspec.structs.replace(known.district, also=seeded.also))

    async def _enrolled(self) -> Identity:
        if self._refused and self._refused_as == await self._who() and not await self._follows():
            raise NotEnrolled(self._refused)
        settings, seeded = self._settings, self.seeded
        authority = settings.data / AUTHORITY
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (
            not authority.exists() or authority.read_bytes() != seeded.ca.encode()
        ):  # write it once, however often enrolment is tried
            write_whole(authority, seeded.ca.encode())
        servers = (seeded.server, *seeded.also)
        try:
            async with FeedClient.connect(settings.feed_socket) as feed:
                enrolled = await enrol(
                    feed, settings.data, servers, authority, seeded.token, self._proxy_of, self._between_ms
                )
        except TokenRefused as refused:
            authority.unlink()
            self._refused, self._refused_as = f"{refused} {FOR_GOOD}", await self._who()
            raise NotEnrolled(self._refused) from refused
        except NotGiven as not_given:
            raise NotEnrolled(f"This box is not enrolled yet. {not_given}") from not_given
        authority.unlink()
        log.warning("this box is enrolled with %s, as its seed says. %s", seeded.server, enrolled.names)
        return enrolled.known
