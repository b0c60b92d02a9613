"""Runs the door of the pages on a unix socket. Only the process of the pages may open it: the kernel names its user. That process may
crash, hang or be taken over, and no call is lost: each press is verified here, by the browser's own key.
"""

import asyncio
import logging
import os
import pwd
import socket
from collections.abc import Callable

import msgspec

from appliance.core.ground.commands import Look
from appliance.core.ground.events import PageEvent, PlanAdopted
from appliance.doors.connection_limits import of_whoever_has_most
from appliance.doors.listening import Listener, ours_until_cancelled
from appliance.doors.page.away import Away
from appliance.doors.page.line import PageLine
from appliance.doors.page.opening import Openings
from appliance.doors.page.plain import PlainPresses
from appliance.doors.page.presses import Presses, Take
from appliance.doors.page.private import PrivateLines, Taker
from appliance.doors.peer import Peer, peer_of
from appliance.doors.served_line import KERNEL_BUFFER_LEN
from appliance.engine.change import Change
from appliance.engine.engine import Engine

SOCKET_MODE = 0o660  # the group of the pages' process only
PAGE_USER = "handbell-page"
LINES_MAX = 4  # one process, which may connect anew while its last line is still being closed
SWEEP_S = 1.0  # as often as at the desks
REFRESH_S = 5.0  # as lamps are told anew (`hardware.ports`); the page says *not connected* after it missed one
FEW = 64  # pages looked at before receipts of the next presses go out: some 2 ms on a Pi
SOON_S = 0.1  # as long as boards may wait for presses that are at the disk

log = logging.getLogger("handbell.doors")


class PageRights(msgspec.Struct, frozen=True):
    """Which users may open the door. `page_uid` None: this system has no such user, as in a trial; then everything runs as `owner_uid`."""

    owner_uid: int
    page_uid: int | None

    @classmethod
    def here(cls) -> "PageRights":
        """Make the rights for the user of this process and the users of this system."""
        try:
            page_uid = pwd.getpwnam(PAGE_USER).pw_uid
        except KeyError:
            page_uid = None
        return cls(os.geteuid(), page_uid)

    def may_open(self, peer: Peer) -> bool:
        """Return whether this peer may speak for browsers. No user of a desk may."""
        return peer.uid == (self.owner_uid if self.page_uid is None else self.page_uid)


class PageDoor:
    """Serves the process of the pages until `run` is cancelled. `phones` takes the private lines of phones; without it none is opened.
    `carried` is told whether that process is connected and serves more than pages without encryption.
    """

    def __init__(
        self,
        engine: Engine,
        take: Take,
        openings: Openings,
        listening: socket.socket,
        rights: PageRights | None = None,
        phones: Taker | None = None,
        carried: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self.engine = engine
        self.openings = openings
        self.challenges = openings.challenges
        self.presses = Presses(engine, take, openings.building, self.challenges)
        self.private = PrivateLines(openings, phones)
        self.plain = PlainPresses(engine)
        self._listening = listening
        self._carried = carried
        self._rights = rights or PageRights.here()
        self._lines: dict[PageLine, None] = {}
        self._loop = asyncio.get_running_loop()
        self._soon: asyncio.TimerHandle | None = None
        self._away = Away(engine.report)
        self._walls_soon: asyncio.TimerHandle | None = None
        engine.listen(self._changed, "pages")

    async def run(self) -> None:
        """Take connections, tell states anew, and drop lines that are not read, until cancelled."""
        with ours_until_cancelled(self._listening) as listening:
            await self._serve(Listener(listening, self._admit))

    async def _serve(self, listener: Listener) -> None:
        loop, told_s = self._loop, self._loop.time()
        try:
            while True:
                await asyncio.sleep(SWEEP_S)
                index = self.engine.board.index
                served = self._serves() if index.over_tls else bool(self._lines)
                self._away.look(loop.time(), planned=index.in_browsers, served=served)
                self.plain.flooded.look(loop.time())
                for line in [*self._lines]:
                    line.check_reading(loop.time())
                if self._lines and loop.time() - told_s >= REFRESH_S:
                    await self.engine.submit(Look()).spoken  # a phase never outlives the board behind it
                    told_s = loop.time()
                    for line in [line for line in self._lines if line.reading]:
                        line.tell_anew()
        finally:
            for timer in (self._soon, self._walls_soon):
                if timer is not None:
                    timer.cancel()
            await listener.close()
            self.private.stop()
            for line in [*self._lines]:
                line.say_last("The alert daemon is stopping. Connect again in a moment.")

    def left(self, line: PageLine) -> None:
        """Note that a line ended."""
        self._lines.pop(line, None)
        self.private.carrier_left(line)
        self._carried(self._serves())

    def is_plain(self) -> None:
        """Note that a line is for pages without encryption alone: it is no sign that pages of rooms and phones are served."""
        self._carried(self._serves())

    def _serves(self) -> bool:
        return any(not line.plain_only for line in self._lines)

    def _changed(self, change: Change) -> None:
        """Tell what a change means for open pages: at once where it is about a few, and a moment later where it may be about all."""
        about_pages = any(isinstance(event, PageEvent | PlanAdopted) for event in change.shown)
        if about_pages:
            self.private.look(self.engine.board)
        if change.volatile or len(change.buttons) > FEW or about_pages:
            self._soon = self._soon or self._loop.call_later(SOON_S, self._tell_all_news)
        else:
            for line in [*self._lines]:
                line.tell_news(change.buttons)
            if any(
                len(line.walls) for line in self._lines
            ):  # each look goes through all open calls: once for many presses
                self._walls_soon = self._walls_soon or self._loop.call_later(SOON_S, self._tell_walls)

    def _tell_all_news(self) -> None:
        self._soon = None
        for line in [*self._lines]:
            line.tell_news()

    def _tell_walls(self) -> None:
        self._walls_soon = None
        for line in [*self._lines]:
            line.tell_walls()

    def _admit(self, connection: socket.socket) -> PageLine | None:
        peer = peer_of(connection)
        if not self._rights.may_open(peer):
            log.warning("%s may not speak for pages: only user %s may", peer, PAGE_USER)
            return None
        if len(self._lines) >= LINES_MAX:
            oldest = of_whoever_has_most(self._lines)
            self._lines.pop(oldest, None)
            oldest.push_out(f"More than {LINES_MAX} lines speak for pages. The oldest was closed.")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER_LEN)
        line = PageLine(peer, self)
        self._lines[line] = None
        self._carried(self._serves())
        return line
