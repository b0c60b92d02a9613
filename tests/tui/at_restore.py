"""Plays the other end of restore.sock as a test tells it to answer: a real socket beside the desk line's."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from appliance.api.framing import Framer, frame
from appliance.api.restoring.messages import FRAME_LEN_MAX, SOCKET_NAME, FromConsole, ToConsole, from_console

type Answers = Callable[[FromConsole], Iterable[ToConsole]]


class Restorer:
    """The process that restores. `answers` says what follows a question; `asked` keeps the questions."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.asked: list[FromConsole] = []

    async def line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        framer = Framer(FRAME_LEN_MAX)
        try:
            while data := await reader.read(FRAME_LEN_MAX):
                for each in framer.feed(data):
                    question: FromConsole = from_console.decode(each)
                    self.asked.append(question)
                    for answer in self.answers(question):
                        assert isinstance(answer, msgspec.Struct)
                        writer.write(frame(answer))
                    await writer.drain()
                    return
        except ConnectionError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def restorer_at(desk_socket: Path, answers: Answers) -> AsyncIterator[Restorer]:
    """Run a process that answers so, beside the desk line's socket."""
    restorer = Restorer(answers)
    async with await asyncio.start_unix_server(restorer.line, str(desk_socket.with_name(SOCKET_NAME))):
        yield restorer
