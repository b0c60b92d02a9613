"""Holds the client's end of the desk line, for consoles and commands. Knows messages; decides and shows nothing.

async with DeskClient.connect(path, desk=DeskId("front"), client="console tty1") as line:
    await line.act(Acknowledge(incident=incident))
    async for board in line.states(): ...
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import assert_never

from appliance.api.ask import Answer, Ask, Refusal, Reply
from appliance.api.board.board import BoardView
from appliance.api.board.calls_moved import with_calls
from appliance.api.client_line import ClientLine, LineLost, NotAnswered, opened, patience
from appliance.api.desk.frames import to_desk
from appliance.api.desk.line import Act, Attach, CallsMoved, Present, State, Welcome
from appliance.api.desk.messages import ToDesk
from appliance.api.page.desk import PrivateOver
from appliance.core.commands import DeskCommand
from appliance.plan.ids import DeskId

SILENT_AFTER_S = 15.0
"""The desk door sends the board at least every 5 s; three missed boards mean that nobody is there (a stale board is never green)."""


class DeskClient(ClientLine[ToDesk]):
    """A desk's line, attached. `connect` makes it; `welcome` is what the box said to it.

    `states` gives boards. `board_age_ms`: how much older the whole board is than the newest calls in it. All times in the board count
    from when the whole board came.
    """

    def __init__(self, where: Path) -> None:
        super().__init__(to_desk(), where)
        self.welcome: Welcome | None = None
        self.private_over: Callable[[PrivateOver], None] = lambda _: None
        """Called when a private line must end for which this client asked the keys. Set by whoever asks them (`OpenPrivate`)."""
        self._board: BoardView | None = None
        self._board_at_s = 0.0
        self.board_age_ms = 0
        self._changed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @staticmethod
    @asynccontextmanager
    async def connect(
        path: Path, desk: DeskId | None, client: str, *, shows_calls: bool = True
    ) -> AsyncGenerator["DeskClient"]:
        """Open a line to the alert daemon at `path`, attached as `desk` (None watches). Raises LineLost.

        `shows_calls` False is for a client that only asks: it does not make the desk count as attended.
        """
        line = await opened(lambda: DeskClient(path), path)
        try:
            line._send(Attach(desk=desk, client=client, shows_calls=shows_calls))
            await line._welcomed()
            yield line
        finally:
            line.close()

    async def known[A](self, message: Ask[A]) -> A:
        """Give the answer itself, for a caller that cannot go on without it. Raises LineLost; for a refusal NotAnswered, with its
        sentence.
        """
        answer = await self.ask(message)
        if isinstance(answer, Reply):
            raise NotAnswered(answer.says)
        return answer

    async def act(self, command: DeskCommand) -> Reply:
        """Do this in this desk's name. Raises LineLost."""
        return await self.ask(Act(request=0, command=command))

    async def present(self) -> None:
        """Say that a person touched a key here. Raises LineLost."""
        self._send(Present())

    async def states(self) -> AsyncIterator[BoardView]:
        """Give the board whenever it is newer than the last one given; boards in between are skipped. Raises LineLost."""
        shown: BoardView | None = None
        while True:
            while self._board is shown:
                await self._next_state()
            shown = self._board
            assert shown is not None
            yield shown

    async def _next_state(self) -> None:
        left_s = self.heard_at + SILENT_AFTER_S - asyncio.get_running_loop().time()
        done, _ = await asyncio.wait(
            {self._changed, self.lost}, timeout=max(left_s, 0), return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            self._end(f"Nothing heard from the alert daemon at {self._where} for {SILENT_AFTER_S:.0f} s: it is stuck.")
        if self.lost.done():
            raise LineLost(self._why_lost)

    async def _welcomed(self) -> None:
        async with patience(self._where):
            while self.welcome is None:
                await self._next_state()

    def _take(self, message: ToDesk) -> None:
        match message:
            case State():
                self._board, self._board_at_s, self.board_age_ms = message.board, self.heard_at, 0
                self._newer()
            case CallsMoved():
                if self._board is not None:
                    self.board_age_ms = round((self.heard_at - self._board_at_s) * 1000)
                    self._board = with_calls(self._board, message.cards, self.board_age_ms)
                    self._newer()
            case Welcome():
                self.welcome = message
                self._newer()
            case PrivateOver():
                self.private_over(message)
            case Refusal():
                self._end(f"The alert daemon at {self._where} refused this line: {message.says}")
            case Answer():
                self._answered(message)
            case _:
                assert_never(message)

    def _newer(self) -> None:
        changed, self._changed = self._changed, asyncio.get_running_loop().create_future()
        changed.set_result(None)
