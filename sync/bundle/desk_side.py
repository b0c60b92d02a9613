"""`handbell bundle serve`: does at a stick what somebody at a console asks for. Has the sealed feed and no network; opens no record.

Carrying a record takes a desk, the feed and a stick. The console has only the desk, and this process has only the feed and the stick;
neither of them acts on a call or reads one here. The group of the socket decides who may ask: whoever sits at a desk of this box. What goes
onto a stick opens for nobody, and what comes from one counts by its signatures alone.
"""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path

import msgspec

from appliance.api.client_line import LineLost
from appliance.api.feed.client import FeedClient
from appliance.api.framing import Framer, LineError, frame
from appliance.api.sticks import (
    FRAME_LEN_MAX,
    SAYS_MAX,
    AskSticks,
    Carried,
    Carry,
    FromConsole,
    Progress,
    Stick,
    Sticks,
    ToConsole,
    from_console,
)
from sync.bundle.at_box import NothingToSay, export, hand_back
from sync.bundle.parcel import Damaged
from sync.bundle.words import exported_words, handed_words, refused_words

SOCKET_MODE = 0o660  # as the mode of the desk line's socket, and of the same group
ASKED_WITHIN_S = 5.0  # a console asks as soon as it is connected; whoever asks nothing is no console
TOLD_EVERY_S = 0.25  # as often as a console paints its screen
LINES_MAX = 16  # enough for the consoles of a building, each asking now and then
HANDED = 3  # the first descriptor that systemd hands over (sd_listen_fds(3))

BUSY = "Another stick is being written or read at this box. Wait until that is done."
PULLED = "The stick is not there any more, or cannot be written. Put it in again, and look again."

log = logging.getLogger("handbell.bundle")


class DeskSide:
    """Answers consoles. `sticks` gives the sticks that are there now: nothing else is touched, whatever path a console names."""

    def __init__(self, feed_at: Path, sticks: Callable[[], list[Stick]]) -> None:
        self._feed_at = feed_at
        self._sticks = sticks
        self._carrying = asyncio.Lock()
        self._lines = 0

    async def serve(self, listening: socket.socket) -> None:
        """Answer consoles until cancelled."""
        server = await asyncio.start_unix_server(self._line, sock=listening, limit=FRAME_LEN_MAX)
        async with server:
            await server.serve_forever()

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines += 1
        try:
            if self._lines <= LINES_MAX:
                await self._answer(await _question(reader), writer)
        except (
            LineError,
            msgspec.MsgspecError,
            TimeoutError,
            ConnectionError,
            UnicodeDecodeError,
            RecursionError,
        ) as error:
            log.warning("a console's question could not be read: %s", error)
        finally:
            self._lines -= 1
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, asked: FromConsole, writer: asyncio.StreamWriter) -> None:
        if isinstance(asked, AskSticks):
            await _say(writer, Sticks(tuple(await asyncio.to_thread(self._sticks))))
            return
        if self._carrying.locked():
            await _say(writer, Carried(False, (BUSY,)))
            return
        async with self._carrying:
            done = await self._carried(asked, writer)
        await _say(writer, done)

    async def _carried(self, asked: Carry, writer: asyncio.StreamWriter) -> Carried:
        """Carry to the end even where the console is gone meanwhile: the next console finds it done."""
        there = {stick.path for stick in await asyncio.to_thread(self._sticks)}
        if asked.stick not in there:
            return Carried(False, (PULLED,))
        try:
            async with FeedClient.connect(self._feed_at) as feed:
                if asked.what == "import":
                    handed = await hand_back(feed, Path(asked.stick))
                    nothing = [] if handed.countersigned else ["Nothing on it is countersigned by the district yet."]
                    said = [*(handed_words(handed) or nothing), *refused_words(handed)]
                else:
                    done = await export(feed, Path(asked.stick), progress=_telling(writer))
                    handed = done.handed
                    await asyncio.to_thread(
                        os.sync
                    )  # nobody at a console can unmount the stick, so everything must be written before we say that it is done
                    said = [*handed_words(handed), *exported_words(done, settled=True), *refused_words(handed)]
                return Carried(handed.is_well, tuple(said[:SAYS_MAX]))
        except (NothingToSay, LineLost, Damaged) as error:
            return Carried(False, (str(error),))
        except OSError as error:
            log.warning("%s on %s: %s", asked.what, asked.stick, error)
            return Carried(False, (PULLED,))


def bound(path: Path) -> socket.socket:
    """Give the socket that systemd hands over, or one of our own at `path`. Raises OSError."""
    if os.environ.get("LISTEN_PID") == str(os.getpid()) and os.environ.get("LISTEN_FDS") == "1":
        return socket.socket(fileno=HANDED)
    path.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o777 & ~SOCKET_MODE)
    try:
        made.bind(str(path))
    finally:
        os.umask(before)
    return made


async def _question(reader: asyncio.StreamReader) -> FromConsole:
    framer = Framer(FRAME_LEN_MAX)
    async with asyncio.timeout(ASKED_WITHIN_S):
        while data := await reader.read(FRAME_LEN_MAX):
            for each in framer.feed(data):
                asked: FromConsole = from_console.decode(each)
                return asked
    raise LineError("it ended before it asked anything")


def _telling(writer: asyncio.StreamWriter) -> Callable[[int, int], None]:
    """Give a function that tells the console now and then how far it is. A console that does not read is told no more."""
    loop = asyncio.get_running_loop()
    told_s = -TOLD_EVERY_S

    def tell(done: int, all_: int) -> None:
        nonlocal told_s
        if loop.time() - told_s >= TOLD_EVERY_S and not writer.is_closing():
            told_s = loop.time()
            writer.write(frame(Progress(done, all_)))

    return tell


async def _say(writer: asyncio.StreamWriter, message: ToConsole) -> None:
    with contextlib.suppress(ConnectionError):
        writer.write(frame(message))
        await writer.drain()
