"""Holds the client's end of one connection: it sends questions under rising numbers and takes in answers. Knows no desk and no feed.

When a line ends, `LineLost` is raised from everything that waits on it. The code that holds the line must connect again.
"""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from appliance.api.ask import Answer, Ask, Reply, is_answer
from appliance.api.framing import LineError, Reader, frame

OUTSTANDING_MAX = 16
"""Requests that are sent and not yet answered. It is half of what the daemon takes from one line; further requests wait here."""
ANSWER_WAIT_S = 5.0
"""The daemon answers in milliseconds. One that takes seconds is stuck, and the desk must say so instead of waiting."""


class LineLost(ConnectionError):
    """There is no line to the alert daemon, or it ended. `str()` says what happened, where, and what to do."""


class NotAnswered(LineLost):
    """The alert daemon answered with a refusal. `str()` is its sentence."""


class ClientLine[Incoming](asyncio.Protocol):
    """One connection. It sends requests with rising numbers, and finds for each answer the request with the same number."""

    outstanding_max: ClassVar[int] = OUTSTANDING_MAX

    def __init__(self, reader: Reader[Incoming], where: Path) -> None:
        self._reader = reader
        self._where = where
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._turns = asyncio.Semaphore(self.outstanding_max)
        self._transport: asyncio.Transport | None = None
        self._why_lost = ""
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.heard_at = asyncio.get_running_loop().time()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard_at = asyncio.get_running_loop().time()
        try:
            for message in self._reader.feed(data):
                self._take(message)
        except LineError as error:
            self._end(f"The alert daemon at {self._where} sent something not understood: {error}")

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._end(f"The alert daemon at {self._where} closed the line. It may be restarting; try again in a moment.")

    async def ask[A](self, message: Ask[A]) -> A | Reply:
        """Ask and wait for the answer; a Reply with `ok` False says why not. `request` is filled in here. Raises LineLost."""
        answer = await self._answer_to(message)
        assert is_answer(answer, message), f"{type(message).__name__} was answered by {type(answer).__name__}"
        return answer

    def close(self) -> None:
        self._end("The line was closed at this end.")

    async def _answer_to(self, message: Ask[Any]) -> Answer:
        async with self._turns:
            number = next(self._numbers)
            answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            self._waiting[number] = answer
            try:
                self._send(msgspec.structs.replace(message, request=number))
                return await answer
            finally:
                self._waiting.pop(number, None)

    def _send(self, message: msgspec.Struct) -> None:
        if self._transport is None or self.lost.done():
            raise LineLost(self._why_lost)
        self._transport.write(frame(message))

    def _take(self, message: Incoming) -> None:
        raise NotImplementedError

    def _answered(self, answer: Answer) -> None:
        waiting = self._waiting.get(answer.request)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def _end(self, why: str) -> None:
        if self.lost.done():
            return
        self._why_lost = why
        self.lost.set_result(None)
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(LineLost(why))
        if self._transport is not None:
            self._transport.abort()


async def opened[Line: ClientLine[Any]](make: Callable[[], Line], path: Path) -> Line:
    """Open a line to the socket at `path`. Raises LineLost."""
    try:
        _, line = await asyncio.get_running_loop().create_unix_connection(make, str(path))
    except FileNotFoundError:
        why = f"No alert daemon at {path}: there is no such socket. Start it: systemctl start handbell-alert."
    except PermissionError:
        why = f"This user may not open {path}. Ask whoever keeps the box to add you to the group that owns it."
    except OSError as error:
        why = f"The alert daemon at {path} does not answer ({error.strerror}). See: systemctl status handbell-alert."
    else:
        return line
    raise LineLost(why)


@asynccontextmanager
async def patience(where: Path, longer_s: int = 0) -> AsyncGenerator[None]:
    """Wait for an answer for as long as a healthy daemon may take, and `longer_s` more. Raises LineLost."""
    wait_s = ANSWER_WAIT_S + longer_s
    try:
        async with asyncio.timeout(wait_s):
            yield
    except TimeoutError as error:
        why = f"The alert daemon at {where} did not answer within {wait_s:.0f} s: it is stuck. Restart handbell-alert."
        raise LineLost(why) from error
