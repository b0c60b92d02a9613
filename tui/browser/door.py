"""The unix socket to the process of the pages, and the private lines of desks that it carries. That process is not trusted: it carries
sealed frames, opens no line without the signature of a paired browser, and reads nothing.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import msgspec

from appliance.api.ask import Answer, Refusal, Reply
from appliance.api.client_line import LineLost, patience
from appliance.api.desk.client import DeskClient
from appliance.api.framing import LineError, frame
from appliance.api.page.desk import OpenPrivate, PrivateKeys, PrivateOver
from appliance.api.page.frames import from_pages
from appliance.api.page.messages import (
    FromPages,
    PlainOnly,
    PrivateClosed,
    PrivateDown,
    PrivateOpen,
    PrivateOpened,
    PrivateUp,
)
from appliance.api.page.own_page import DrawOwnPage
from appliance.plan.ids import DeskId
from appliance.private_line.errors import PrivateLineError
from appliance.private_line.frames import TEXT_LEN_MAX, Opener, Sealer
from appliance.tasks import Tasks
from tui.browser.scene import Scene
from tui.browser.sitting import CLIENT, PageBroken, Sitting
from tui.clock import monotonic_ms
from tui.own_page.own_pages import OwnPages

SOCKET_NAME = "browser-desk.sock"
SOCKET_MODE = 0o660  # the group of the pages' process
PAGES_MAX = 4  # one process of the pages, another while it is replaced, and two to spare
DESKS_MAX = 16
"""As many as a plan has desks (`appliance.plan.bounds`). Each has two of the 48 places of the desk line, one for its board and one for its
keys (`appliance.doors.connection_limits`). So browsers never take all, and the screens of the box find theirs.
"""
OPENING_MAX = 4
"""Lines that are being opened at once. A browser tries again by itself; a mad process of the pages asks the box no faster."""
HANDED = 3  # the first of systemd's sockets (sd_listen_fds(3))
UNREAD_LEN_MAX = 256 * 1024
"""Four scenes of the greatest length. Whoever reads slower is drawn the newest one later: a scene in between tells nothing."""
READ_LEN = 64 * 1024  # a frame of the greatest length, at once

ELSEWHERE = "This desk was opened in another window or computer."
BROKEN = "The line to the box broke. It is opened again."
FULL = f"More than {DESKS_MAX} desks are open in browsers. Close one that nobody uses."
AWAY = "The box does not answer now. This page tries again."

log = logging.getLogger("handbell.browser")


class _Carried:
    """One private line: its keys, the person who sits at it, and the process that carries it."""

    def __init__(self, page: str, keys: PrivateKeys, carrier: "Carrier") -> None:
        self.page, self.carrier = page, carrier
        self._sealer, self.opener = Sealer(keys.down), Opener(keys.up)
        self.sitting: Sitting | None = None
        self.over: asyncio.Future[tuple[str, str]] = asyncio.get_running_loop().create_future()

    def send(self, scene: Scene) -> bool:
        """Draw a scene; False where the page takes none now."""
        text = msgspec.json.encode(scene)
        if self.over.done() or self.carrier.unread_len > UNREAD_LEN_MAX or len(text) > TEXT_LEN_MAX:
            return False
        self.carrier.say(PrivateDown(page=self.page, data=self._sealer.seal(text)))
        return True

    def end(self, code: str, says: str = "") -> None:
        """End the line. `code` as in `PrivateClosed`; empty where the page itself went."""
        if not self.over.done():
            self.over.set_result((code, says))

    def heard(self, sealed: bytes) -> None:
        """Take a frame of the browser. What cannot be right ends the line."""
        try:
            text = self.opener.open(sealed)
            if self.sitting is not None and not self.over.done():
                self.sitting.heard(text)
        except (PrivateLineError, PageBroken) as error:
            log.info("desk %s in a browser: %s", self.page, error)
            self.end("broken", BROKEN)


class Carrier:
    """The connection of one process of the pages."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    @property
    def unread_len(self) -> int:
        """Bytes that it has not read yet."""
        return self._writer.transport.get_write_buffer_size()

    def say(self, message: Answer | PrivateDown | PrivateClosed | Refusal) -> None:
        """Send it."""
        if not self._writer.is_closing():
            self._writer.write(frame(message))


class Door:
    """Takes the processes of the pages at `listening`, and lets people sit at desks of the alert daemon at `desk_socket`."""

    def __init__(self, listening: socket.socket, desk_socket: Path, now_ms: Callable[[], int] = monotonic_ms) -> None:
        self._listening, self._desk_socket, self._now_ms = listening, desk_socket, now_ms
        self._lines: dict[str, _Carried] = {}
        self._tasks = Tasks()
        self._own_pages = OwnPages(desk_socket)
        self._opened = self._carriers = self._opening = self._sat = self._drawn = 0

    async def run(self) -> None:
        """Serve until cancelled."""
        # what systemd hands over is systemd's to remove, and `bound` takes away one of ours that was left
        server = await asyncio.start_unix_server(self._carry, sock=self._listening, cleanup_socket=False)
        try:
            # not `serve_forever`: at its end that waits until every process of pages has gone by itself
            await asyncio.get_running_loop().create_future()
        finally:
            server.close()
            server.close_clients()
            await self._tasks.stop()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carrier, asks = Carrier(writer), from_pages()
        self._carriers += 1
        try:
            if self._carriers > PAGES_MAX:
                carrier.say(Refusal(says=f"More than {PAGES_MAX} processes of pages are connected."))
                return
            while data := await reader.read(READ_LEN):
                for message in asks.feed(data):
                    self._take(message, carrier)
        except LineError as error:
            carrier.say(Refusal(says=str(error)))
        except ConnectionError:
            log.debug("the process of the pages is gone")
        finally:
            self._carriers -= 1
            for line in [each for each in self._lines.values() if each.carrier is carrier]:
                line.end("")
            writer.close()

    def _take(self, message: FromPages, carrier: Carrier) -> None:
        match message:
            case PrivateOpen():
                self._opened += 1
                self._tasks.start(self._sits(message, carrier), name=f"line {self._opened} of desk {message.page}")
            case DrawOwnPage():
                self._drawn += 1
                self._tasks.start(self._draws(message, carrier), name=f"own page {self._drawn}")
            case PrivateUp() if (line := self._line(message.page, carrier)) is not None:
                line.heard(message.data)
            case PrivateClosed() if (line := self._line(message.page, carrier)) is not None:
                line.end("")
            case PrivateUp() | PrivateClosed() | PlainOnly():
                pass  # of a line that is over, or nothing for desks
            case _:
                says = "Only desks in browsers and own pages are served here."
                carrier.say(Reply(request=message.request, ok=False, code="not-a-desk", says=says))

    async def _draws(self, asked: DrawOwnPage, carrier: Carrier) -> None:
        carrier.say(await self._own_pages.answer(asked))

    def _line(self, page: str, carrier: Carrier) -> _Carried | None:
        line = self._lines.get(page)
        return line if line is not None and line.carrier is carrier else None

    async def _sits(self, asked: PrivateOpen, carrier: Carrier) -> None:
        """Open a line, if the box gives its keys, and let somebody sit there until it is over."""
        if self._opening >= OPENING_MAX:
            carrier.say(Reply(request=asked.request, ok=False, code="away", says=AWAY))
            return
        self._opening += 1
        async with AsyncExitStack() as stack:
            try:
                connecting = DeskClient.connect(self._desk_socket, DeskId(asked.page), CLIENT, shows_calls=False)
                client = await stack.enter_async_context(connecting)
                retired: list[PrivateOver] = []  # it may come with the keys, before anybody waits for it
                client.private_over = retired.append
                async with patience(self._desk_socket):
                    keys = await client.ask(_open_private(asked))
            except LineLost as lost:
                log.info("desk %s in a browser: %s", asked.page, lost)
                carrier.say(Reply(request=asked.request, ok=False, code="away", says=AWAY))
                return
            finally:
                self._opening -= 1
            if isinstance(keys, Reply):
                carrier.say(Reply(request=asked.request, ok=False, code=keys.code, says=keys.says))
                return
            self._end_before(asked.page)
            if len(self._lines) >= DESKS_MAX:
                carrier.say(Reply(request=asked.request, ok=False, code="full", says=FULL))
                return
            line = self._lines[asked.page] = _Carried(asked.page, keys, carrier)
            client.private_over = lambda over: line.end("retired", over.says)
            for over in retired:
                client.private_over(over)
            carrier.say(PrivateOpened(request=asked.request, ephemeral=keys.ephemeral))
            await self._until_over(line, client)

    def _end_before(self, page: str) -> None:
        """End the line that this desk had before. It is said at once: said later, it would seem to be about the new one."""
        if (before := self._lines.pop(page, None)) is not None:
            before.end("elsewhere", ELSEWHERE)
            before.carrier.say(PrivateClosed(page=page, code="elsewhere", says=ELSEWHERE))

    async def _until_over(self, line: _Carried, client: DeskClient) -> None:
        """Let somebody sit there, and say why the line is over."""
        self._sat += 1
        line.sitting = Sitting(self._desk_socket, DeskId(line.page), line.send, self._now_ms)
        name = f"sitting {self._sat} at desk {line.page}"
        self._tasks.start(_sit(line.sitting, line), name=name)
        try:
            log.info("desk %s is open in a browser", line.page)
            over: tuple[asyncio.Future[Any], ...] = (line.over, client.lost)
            await asyncio.wait(over, return_when=asyncio.FIRST_COMPLETED)
            line.end("away", AWAY)  # without the box nobody would say that the browser is not paired any more
        finally:
            await self._tasks.stop(name)
            if self._lines.get(line.page) is line:
                del self._lines[line.page]
                code, says = line.over.result() if line.over.done() else ("away", AWAY)
                if code:
                    line.carrier.say(PrivateClosed(page=line.page, code=code, says=says))


async def _sit(sitting: Sitting, line: _Carried) -> None:
    """Sit until cancelled. What fails inside was written into the journal, and ends this line alone."""
    try:
        await sitting.run()
    except RuntimeError:
        line.end("broken", BROKEN)


def _open_private(asked: PrivateOpen) -> OpenPrivate:
    return OpenPrivate(
        request=0, page=asked.page, ephemeral=asked.ephemeral, challenge=asked.challenge, signature=asked.signature
    )


def bound(path: Path) -> socket.socket:
    """Give the socket that systemd hands over, or one of our own at `path`, in place of one that nobody listens at. Raises OSError."""
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
