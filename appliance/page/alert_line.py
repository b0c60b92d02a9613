"""Keeps the line to the alert daemon, which comes back by itself. Knows the messages of that line, and no browser."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from appliance.api.ask import Ask, Reply
from appliance.api.client_line import LineLost
from appliance.api.page.client import PageClient
from appliance.api.page.messages import (
    PageGreeting,
    PageStates,
    PlainOnly,
    PrivateClosed,
    PrivateDown,
    PrivateUp,
    ToldToPages,
)

AGAIN_S = 1.0
"""How long to wait before connecting anew. A daemon is back after some 2 s; asking more often does not bring it back sooner."""
FRESH_S = 8.0
"""How old the daemon's last word may be for browsers to be told that all is well. It speaks every 5 to 6 s."""
SILENT_S = 15.0
"""After so long a silence the line counts as dead, as a lamp does (`hardware.ports.PHASE_STALE_AFTER_S`)."""
LOOK_S = 1.0  # how often to look for that silence: a second more or less of 15 is nothing

log = logging.getLogger("handbell.page")


class AlertLine:
    """The line to the daemon at `path`. `told` is called with what the daemon says of open pages; `lost` whenever the line ends.
    `plain`: it is for pages without encryption alone.
    """

    def __init__(
        self,
        path: Path,
        told: Callable[[PageStates | PrivateDown | PrivateClosed], None],
        lost: Callable[[], None],
        *,
        plain: bool = False,
    ) -> None:
        self._path = path
        self._plain = plain
        self._told = told
        self._lost = lost
        self._client: PageClient | None = None
        self._greeting: PageGreeting | None = None
        self._said = ""

    @property
    def building(self) -> bytes:
        """The building's id. Raises LineLost while there is no line."""
        return self._there().building

    @property
    def challenge(self) -> bytes:
        """The newest challenge. Raises LineLost while there is no line."""
        return self._there().challenge

    @property
    def fresh(self) -> bool:
        """Whether the daemon spoke a moment ago."""
        return self._greeting is not None and self._silent_s() < FRESH_S

    async def ask[A](self, message: Ask[A]) -> A | Reply:
        """Ask the daemon and wait for the answer; a Reply says why not. Raises LineLost."""
        self._there()
        assert self._client is not None
        return await self._client.ask(message)

    def carry(self, message: PrivateUp | PrivateClosed) -> None:
        """Hand on what belongs to a private line; nothing answers it. Raises LineLost."""
        self._there()
        assert self._client is not None
        self._client.carry(message)

    async def run(self) -> None:
        """Keep the line until cancelled."""
        while True:
            try:
                async with PageClient.connect(self._path, self._take) as client:
                    self._client = client
                    if self._plain:
                        client.carry(PlainOnly())
                    await self._until_lost(client)
            except LineLost as why:
                self._say(str(why))
            finally:
                was_there, self._client, self._greeting = self._greeting is not None, None, None
                if was_there:
                    self._lost()
            await asyncio.sleep(AGAIN_S)

    async def _until_lost(self, client: PageClient) -> None:
        while not client.lost.done():
            await asyncio.wait([client.lost], timeout=LOOK_S)
            if self._silent_s() >= SILENT_S:
                raise LineLost(f"The alert daemon at {self._path} says nothing any more. Connecting anew.")
        self._say(f"The line to {self._path} ended. Connecting anew.")

    def _take(self, message: ToldToPages) -> None:
        match message:
            case PageGreeting():
                self._greeting = message
                self._say(f"Connected to the alert daemon at {self._path}.")
            case PageStates(challenge=challenge) if self._greeting is not None:
                self._greeting = PageGreeting(building=self._greeting.building, challenge=challenge)
                self._told(message)
            case PrivateDown() | PrivateClosed():
                self._told(message)

    def _there(self) -> PageGreeting:
        if self._client is None or self._greeting is None:
            raise LineLost(f"There is no line to the alert daemon at {self._path} now.")
        return self._greeting

    def _silent_s(self) -> float:
        return 0.0 if self._client is None else asyncio.get_running_loop().time() - self._client.heard_at

    def _say(self, what: str) -> None:
        """Write a line into the journal, once for each change."""
        if what != self._said:
            self._said = what
            log.info("%s", what)
