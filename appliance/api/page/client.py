"""Holds the pages' end of their line to the alert daemon. Knows messages; signs nothing and decides nothing."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import assert_never

from appliance.api.ask import Answer, Ask, Refusal, Reply
from appliance.api.client_line import ClientLine, opened, patience
from appliance.api.framing import Reader
from appliance.api.page.frames import PRESSES_AT_ONCE_MAX, to_pages
from appliance.api.page.messages import (
    PageGreeting,
    PageStates,
    PlainOnly,
    PrivateClosed,
    PrivateDown,
    PrivateUp,
    ToldToPages,
    ToPages,
)

KEPT_WAIT_S = 5  # the daemon itself says after 5 s that a press is not delivered
UNREAD_LEN_MAX = 2 * 1024 * 1024
"""Bytes that may wait in a line whose other end reads nothing: a longest frame of each of 16 desks, twice. A process that hangs must not
fill the memory of the one that serves every page.
"""


class PageClient(ClientLine[ToPages]):
    """A line of the pages. Made by `connect`. `told` is called with whatever comes without a question."""

    outstanding_max = PRESSES_AT_ONCE_MAX

    def __init__(self, reader: Reader[ToPages], where: Path, told: Callable[[ToldToPages], None]) -> None:
        super().__init__(reader, where)
        self._told = told

    @staticmethod
    @asynccontextmanager
    async def connect(path: Path, told: Callable[[ToldToPages], None]) -> AsyncGenerator["PageClient"]:
        """Open a line to the alert daemon at `path`. Raises LineLost."""
        line = await opened(lambda: PageClient(to_pages(), path, told), path)
        try:
            yield line
        finally:
            line.close()

    async def ask[A](self, message: Ask[A]) -> A | Reply:
        """Ask and wait for the answer; a Reply says why not. Raises LineLost."""
        async with patience(self._where, KEPT_WAIT_S):
            return await super().ask(message)

    def carry(self, message: PrivateUp | PrivateClosed | PlainOnly) -> None:
        """Say what nobody answers: what a browser says on its private line, or what this line is for. Raises LineLost, also
        where the other end takes nothing.
        """
        self._send(message)
        if self._transport is not None and self._transport.get_write_buffer_size() > UNREAD_LEN_MAX:
            self._end(f"Whoever listens at {self._where} reads nothing. The line was closed at this end.")

    def _take(self, message: ToPages) -> None:
        match message:
            case PageGreeting() | PageStates() | PrivateDown() | PrivateClosed():
                self._told(message)
            case Refusal(says=says):
                self._end(f"The alert daemon at {self._where} refused this line: {says}")
            case Answer():
                self._answered(message)
            case _:
                assert_never(message)
