"""Keeps the line to the process `handbell browser-desk`, where the private lines of desks in browsers end, and whatever else browsers ask
there. Reads nothing that is sealed; holds no key, knows no name.

`mine`, the question for an educator's own page, goes the same way and is not sealed: SECURITY.md says what that means.
"""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

import msgspec

from appliance.api.ask import Ask, Reply
from appliance.api.client_line import LineLost
from appliance.api.page.client import PageClient
from appliance.api.page.messages import PrivateClosed, PrivateDown, PrivateUp, ToldToPages
from appliance.api.page.own_page import DrawOwnPage
from appliance.page.asks import AWAY, Fields, Handler, asked, refusal
from appliance.page.private_relay import PrivateRelay
from appliance.page.streams import Streams

AGAIN_S = 1.0  # a socket on this machine: trying costs nothing, and the process is back within a second or two
NO_DESKS = "Desks in browsers are not there now. This page tries again."

log = logging.getLogger("handbell.page")


class DeskRelay:
    """The private lines of desks. `path` is the socket of `handbell browser-desk`. `handlers` are the questions that it answers."""

    def __init__(self, path: Path, streams: Streams) -> None:
        self._path = path
        self._client: PageClient | None = None
        self._private = PrivateRelay(self, streams)
        self.handlers: Mapping[str, Handler] = {
            "desk-open": lambda fields: _or_away(self._private.open, fields),
            "desk-up": lambda fields: _or_away(self._private.up, fields),
            "mine": lambda fields: _or_away(self._mine, fields),
        }

    async def run(self) -> None:
        """Keep a line to the process until cancelled. Where nobody listens there are no desks in browsers, and nothing else is missing."""
        while True:
            try:
                async with PageClient.connect(self._path, self._told) as client:
                    self._client = client
                    await asyncio.wait([client.lost])
            except LineLost as why:
                log.debug("%s", why)
            finally:
                self._client = None
                self._private.all_over(AWAY, NO_DESKS)
            await asyncio.sleep(AGAIN_S)

    async def ask[A](self, message: Ask[A]) -> A | Reply:
        """Ask the process and wait for the answer; a Reply says why not. Raises LineLost."""
        return await self._there().ask(message)

    def carry(self, message: PrivateUp | PrivateClosed) -> None:
        """Hand on what nobody answers. Raises LineLost."""
        self._there().carry(message)

    def went(self, page: str) -> None:
        """Say that nobody hears for this browser any more."""
        self._private.went(page)

    def _there(self) -> PageClient:
        if self._client is None:
            raise LineLost(NO_DESKS)
        return self._client

    def _told(self, message: ToldToPages) -> None:
        if isinstance(message, PrivateDown | PrivateClosed):  # of pages, that process has nothing to say
            self._private.told(message)

    async def _mine(self, fields: dict[str, object]) -> Fields:
        """Hand on the number and the code of an educator's own page, and its text. Neither is kept or written into the journal."""
        answer = await self.ask(asked(DrawOwnPage, fields))
        if isinstance(answer, Reply):
            return refusal(answer.code, answer.says)
        return {name: value for name, value in msgspec.structs.asdict(answer).items() if name != "request"}


async def _or_away(handler: Handler, fields: dict[str, object]) -> Fields:
    """Answer, or say that this process is away: nothing of a room's call hangs on it, so the words are not those of a press."""
    try:
        return await handler(fields)
    except LineLost:
        return refusal(AWAY, NO_DESKS)
