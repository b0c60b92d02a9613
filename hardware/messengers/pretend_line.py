"""Lets a program outside tell the pretend way what its telephones do, and shows it what stands on them. For tests, benches and the demo.

The line is a unix socket of one user. Each side says one JSON object a line: the program one of `Does`, and this side `Shown` at each
change, or `Refused`.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Protocol, assert_never

import msgspec

from hardware.errors import HardwareError
from hardware.ports import Message, Reply

LINE_BYTES_MAX = 64 * 1024
"""More than everything that stands on the telephones of a school in a flood of calls."""

UNREAD_BYTES_MAX = 4 * LINE_BYTES_MAX
"""A program that reads nothing is cut off, so that it cannot fill the memory of the box."""


class Answers(msgspec.Struct, frozen=True, tag="answers"):
    """The person at this address answers the newest message that was sent there."""

    to: str
    reply: Reply


class Fails(msgspec.Struct, frozen=True, tag="fails"):
    """This address is out of reach from now on; "" is the whole way. `why` "": it is in reach again."""

    to: str = ""
    why: str = ""


class Holds(msgspec.Struct, frozen=True, tag="holds"):
    """Messages wait in the queue, or go on."""

    held: bool


class Loses(msgspec.Struct, frozen=True, tag="loses"):
    """Messages are sent and never delivered, or are delivered again."""

    loses: bool


type Does = Answers | Fails | Holds | Loses


class Shown(msgspec.Struct, frozen=True, tag="shown"):
    """What stands on the telephones now, by id, the newest last."""

    messages: dict[str, Message]


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """Why this cannot be done."""

    why: str


class Telephones(Protocol):
    """What the line drives."""

    @property
    def shown(self) -> Mapping[str, Message]: ...
    def reply(self, to: str, reply: Reply) -> None: ...
    def fail(self, why: str, to: str = "") -> None: ...
    def mend(self, to: str = "") -> None: ...
    def hold(self, *, held: bool) -> None: ...
    def lose(self, *, loses: bool) -> None: ...


@contextlib.asynccontextmanager
async def served(telephones: Telephones, at: Path) -> AsyncIterator[Callable[[], None]]:
    """Serve the line at this path. Gives what is to be called at each change. Raises HardwareError if the path cannot be used."""
    watching: set[_Line] = set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line(telephones, writer)
        watching.add(line)
        try:
            line.show()
            await line.obey(reader)
        finally:
            watching.discard(line)
            writer.close()

    def changed() -> None:
        for each in watching:
            each.show()

    try:
        at.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(meet, at, limit=LINE_BYTES_MAX)
        at.chmod(0o600)
    except OSError as error:
        raise HardwareError(
            f"pretend telephones cannot come in at {at}: {error.strerror or error}. Choose another path after --phones."
        ) from error
    try:
        yield changed
    finally:
        server.close()
        for each in list(watching):
            each.abort()


class _Line:
    """One program on the line."""

    def __init__(self, telephones: Telephones, writer: asyncio.StreamWriter) -> None:
        self._telephones = telephones
        self._writer = writer
        self._last = b""

    def show(self) -> None:
        """Say what stands there, if that is news."""
        shown = msgspec.json.encode(Shown(dict(self._telephones.shown)))
        if shown != self._last:
            self._last = shown
            self._writer.write(shown + b"\n")
            if self._writer.transport.get_write_buffer_size() > UNREAD_BYTES_MAX:
                self.abort()

    async def obey(self, reader: asyncio.StreamReader) -> None:
        """Do what is asked until the program goes away."""
        with contextlib.suppress(ConnectionError, ValueError):  # a line that is too long ends it
            while line := await reader.readline():
                try:
                    self._do(msgspec.json.decode(line, type=Does))
                except (msgspec.MsgspecError, LookupError) as error:
                    self._writer.write(msgspec.json.encode(Refused(str(error))) + b"\n")

    def abort(self) -> None:
        """Cut the line."""
        self._writer.transport.abort()

    def _do(self, does: Does) -> None:
        match does:
            case Answers(to, reply):
                self._telephones.reply(to, reply)
            case Fails(to, ""):
                self._telephones.mend(to)
            case Fails(to, why):
                self._telephones.fail(why, to)
            case Holds(held):
                self._telephones.hold(held=held)
            case Loses(loses):
                self._telephones.lose(loses=loses)
            case _:
                assert_never(does)
