"""Carries sealed frames between browsers of desks and the process `handbell browser-desk`. Reads none of them; holds no key, knows no name.

A browser asks `desk-open` and `desk-up` over `/ask`, and hears `private` and `private-closed` over its event stream. The word that it is
given when it opens goes with each frame: so no other browser of the building can break its line with frames of its own.

`mine`, the question for an educator's own page, goes the same way and is not sealed: SECURITY.md says what that means.
"""

import asyncio
import hmac
import logging
import secrets
from collections.abc import Mapping
from pathlib import Path

import msgspec

from appliance.api.ask import Reply
from appliance.api.client_line import LineLost
from appliance.api.page.client import PageClient
from appliance.api.page.messages import PrivateClosed, PrivateDown, PrivateOpen, PrivateUp, ToldToPages
from appliance.api.page.own_page import DrawOwnPage
from appliance.page.asks import AWAY, Fields, Handler, asked, refusal
from appliance.page.streams import Streams, event

AGAIN_S = 1.0  # a socket on this machine: trying costs nothing, and the process is back within a second or two
WORD_LEN = 16  # bytes of chance
NO_DESKS = "Desks in browsers are not there now. This page tries again."
NO_STREAM = "This browser hears nothing from the box. Load the page again."
OVER = "This line is over. Open another one."

log = logging.getLogger("handbell.page")


class DeskRelay:
    """The private lines of desks. `path` is the socket of `handbell browser-desk`. `handlers` are the questions that it answers."""

    def __init__(self, path: Path, streams: Streams) -> None:
        self._path = path
        self._streams = streams
        self._client: PageClient | None = None
        self._words: dict[str, str] = {}
        self.handlers: Mapping[str, Handler] = {"desk-open": self._open, "desk-up": self._up, "mine": self._mine}

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
                self._all_over()
            await asyncio.sleep(AGAIN_S)

    def went(self, page: str) -> None:
        """Say that nobody hears for this browser any more."""
        if self._words.pop(page, None) is not None and self._client is not None:
            self._client.carry(PrivateClosed(page=page))

    def _told(self, message: ToldToPages) -> None:
        match message:
            case PrivateDown(page=page, data=data):
                self._streams.say(page, event("private", {"data": data}))
            case PrivateClosed(page=page, code=code, says=says):
                self._words.pop(page, None)
                self._streams.say(page, event("private-closed", refusal(code, says)))
            case _:
                pass  # of pages, which that process has none of

    def _all_over(self) -> None:
        for page in [*self._words]:
            self._told(PrivateClosed(page=page, code=AWAY, says=NO_DESKS))

    async def _open(self, fields: dict[str, object]) -> Fields:
        """Open a line. Only a browser with an open stream can hear the answers."""
        wish = asked(PrivateOpen, fields)
        if wish.page not in self._streams:
            return refusal("no-stream", NO_STREAM)
        if self._client is None:
            return refusal(AWAY, NO_DESKS)
        answer = await self._client.ask(wish)
        if isinstance(answer, Reply):
            return refusal(answer.code, answer.says)
        word = self._words[wish.page] = secrets.token_hex(WORD_LEN)
        return {"ephemeral": answer.ephemeral, "word": word}

    async def _mine(self, fields: dict[str, object]) -> Fields:
        """Hand on the number and the code of an educator's own page, and its text. Neither is kept or written into the journal."""
        wish = asked(DrawOwnPage, fields)
        if self._client is None:
            return refusal(AWAY, NO_DESKS)
        answer = await self._client.ask(wish)
        if isinstance(answer, Reply):
            return refusal(answer.code, answer.says)
        return {name: value for name, value in msgspec.structs.asdict(answer).items() if name != "request"}

    async def _up(self, fields: dict[str, object]) -> Fields:
        """Hand on one frame. Nobody here knows whether it counts: the answer to it comes sealed, on the stream."""
        word = str(fields.pop("word", ""))
        frame = asked(PrivateUp, fields)
        known = self._words.get(frame.page, "")
        if self._client is None or not known or not hmac.compare_digest(known.encode(), word.encode()):
            return refusal("over", OVER)
        self._client.carry(frame)
        return {}
