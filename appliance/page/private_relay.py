"""Carries sealed frames between a browser and whoever ends its private line. Reads none of them; holds no key and knows no name.

A browser asks over `/ask` and hears over its event stream: `private` has a sealed frame, `private-closed` says that the line is over and
why. What a browser sends must come in its order: it waits for each answer before it asks again. The word of its stream
goes with its question for a line, and the word of the line with each frame. So nobody else in the building can break a line with frames of
their own, or has the box open lines for nothing.
"""

import contextlib
import secrets
from typing import Protocol

from appliance.api.ask import Ask, Reply
from appliance.api.client_line import LineLost
from appliance.api.page.messages import PrivateClosed, PrivateDown, PrivateOpen, PrivateUp
from appliance.page.asks import Fields, asked, refusal
from appliance.page.streams import WORD_LEN, Streams, event, same

NO_STREAM = "This browser hears nothing from the box. Load the page again."
OVER = "This line is over. Open another one."


class End(Protocol):
    """The line to whoever ends private lines. Both raise LineLost while there is none."""

    async def ask[A](self, message: Ask[A]) -> A | Reply:
        """Ask and wait for the answer; a Reply says why not."""

    def carry(self, message: PrivateUp | PrivateClosed) -> None:
        """Hand on what nobody answers."""


class PrivateRelay:
    """The private lines that one end takes, such as those of all phones."""

    def __init__(self, end: End, streams: Streams) -> None:
        self._end = end
        self._streams = streams
        self._words: dict[str, str] = {}

    def told(self, message: PrivateDown | PrivateClosed) -> None:
        """Hand on what the other end says."""
        match message:
            case PrivateDown(page=page, data=data):
                self._streams.say(page, event("private", {"data": data}))
            case PrivateClosed(page=page, code=code, says=says):
                self._words.pop(page, None)
                self._streams.say(page, event("private-closed", refusal(code, says)))

    def went(self, page: str) -> None:
        """Say that nobody hears for this browser any more."""
        if self._words.pop(page, None) is not None:
            with contextlib.suppress(LineLost):  # with the line to that end, every private line is over
                self._end.carry(PrivateClosed(page=page))

    def all_over(self, code: str, says: str) -> None:
        """Tell every browser that its line is over."""
        for page in [*self._words]:
            self.told(PrivateClosed(page=page, code=code, says=says))

    async def open(self, fields: dict[str, object]) -> Fields:
        """Open a line for whoever hears the stream of this page, and for nobody else. Raises LineLost."""
        word = str(fields.pop("word", ""))
        wish = asked(PrivateOpen, fields)
        if not self._streams.hears(wish.page, word):
            return refusal("no-stream", NO_STREAM)
        answer = await self._end.ask(wish)
        if isinstance(answer, Reply):
            return refusal(answer.code, answer.says)
        word = self._words[wish.page] = secrets.token_hex(WORD_LEN)
        return {"ephemeral": answer.ephemeral, "word": word}

    async def up(self, fields: dict[str, object]) -> Fields:
        """Hand on one frame. Nobody here knows whether it counts: the answer to it comes sealed, on the stream. Raises LineLost."""
        word = str(fields.pop("word", ""))
        frame = asked(PrivateUp, fields)
        known = self._words.get(frame.page, "")
        if not known or not same(known, word):
            return refusal("over", OVER)
        self._end.carry(frame)
        return {}
