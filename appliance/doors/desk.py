"""The desk line: shows every console the board when it changes, and takes what people do there. Waits for nobody.

A board is sent once the engine has changed and rests, or RECEIPTS_FIRST_S_MAX later; to a console that has not read the last one, the
newest is sent once it has. A board of many calls takes long to draw, send and read: calls that came or moved are sent ahead of it, as
long as they are few.
"""

import asyncio
import functools
import logging
import socket
import time
from collections.abc import Iterable
from contextlib import suppress

from appliance.api.access import Reads
from appliance.api.calls_moved import with_calls
from appliance.api.framing import frame
from appliance.api.messages import CallsMoved, State
from appliance.api.view import CARDS_AT_ONCE
from appliance.core.events import OperatorSignedIn, OperatorSignedOut
from appliance.core.incident import Incident
from appliance.doors.console_line import Adopt, Buttons, ConsoleLine, Inside
from appliance.doors.listening import Listener, ours_until_cancelled
from appliance.doors.peer import Rights, peer_of
from appliance.doors.record_seat import House
from appliance.doors.served_line import KERNEL_BUFFER_LEN
from appliance.engine.change import Change, incidents_of
from appliance.engine.engine import Engine
from appliance.engine.queries import Queries
from appliance.plan.ids import DeskId, IncidentId
from appliance.plan.model import Kind

SOCKET_MODE = 0o660  # the desk group only: whoever may open it may act on calls
CONSOLES_MAX = 48  # two for each of 24 desks, far beyond the largest school
STRANGERS_MAX = 16  # connections that have not said who they are; a console does so within a millisecond
ATTACH_WAIT_S = 5.0  # the other end waits as long for its welcome
STATE_REFRESH_S = 5.0  # a console that hears nothing for three of these says so (api/client, SILENT_AFTER_S)
PAUSES = 9  # boards, and calls sent ahead of them, take at most a tenth of the time each, however much changes: presses come first
PAUSE_S_MAX = 0.15  # a board that takes longer than 17 ms to draw: better more than a tenth of a slow box than a screen older than that
AHEAD_MAX = (
    CARDS_AT_ONCE  # what is drawn in one step: a whole board of so many is there as soon, and of more it tells as soon
)
RECEIPTS_FIRST_S_MAX = 0.1
"""How long boards wait for presses that are at the disk. While 200 of them were, drawing boards, sending and reading them took a quarter
of the time until the last receipt (`make bench ONLY=burst`); and a call is to be seen within a second."""
SWEEP_S = 1.0  # a tenth of the time after which an unread line is dropped

log = logging.getLogger("handbell.doors")


class DeskDoor:
    """Serves consoles on a bound unix socket until `run` is cancelled. `rights` says which peers may adopt a plan."""

    def __init__(
        self,
        engine: Engine,
        queries: Queries,
        listening: socket.socket,
        adopt: Adopt,
        buttons: Buttons,
        records: House,
        rights: Rights | None = None,
    ) -> None:
        self._engine = engine
        self._inside = Inside(engine, queries, adopt, buttons, records)
        self._listening = listening
        self._rights = rights or Rights.here()
        self._loop = asyncio.get_running_loop()
        self._strangers: dict[ConsoleLine, float] = {}
        self._consoles: set[ConsoleLine] = set()
        self._behind: set[ConsoleLine] = set()
        self._due = asyncio.Event()
        self._shown_version = -1
        # In which version each last came or moved: those of which some console was sent no board yet.
        self._moved: dict[IncidentId, int] = {}
        # Those sent ahead of the board that is being drawn.
        self._ahead: set[IncidentId] = set()
        self._to_tell = asyncio.Event()
        engine.listen(self._changed, "consoles")

    async def run(self) -> None:
        """Take connections and keep every console shown, until cancelled."""
        with ours_until_cancelled(self._listening) as listening:
            await self._serve(Listener(listening, self._admit))

    async def _serve(self, listener: Listener) -> None:
        self._sweeping = self._loop.call_later(SWEEP_S, self._sweep)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._keep_showing(), name="boards")
                both.create_task(self._keep_telling(), name="calls that moved")
        finally:
            self._sweeping.cancel()
            await listener.close()
            for line in [*self._strangers, *self._consoles]:
                line.say_last("The alert daemon is stopping. Connect again in a moment.")

    def _changed(self, change: Change) -> None:
        for event in change.shown:
            if isinstance(event, OperatorSignedIn | OperatorSignedOut):
                person = event.person if isinstance(event, OperatorSignedIn) else None
                for line in [line for line in self._consoles if line.desk == event.desk]:
                    line.operator_is(person)
        self._moved.update(dict.fromkeys(incidents_of(change.shown), self._engine.version))
        self._to_tell.set()  # first: the tasks go on in the order they are woken, and a call is sooner sent than a board is drawn
        self._due.set()

    # ---- asked and told by the lines

    def full(self) -> str | None:
        """Why no more consoles are taken, or None."""
        if len(self._consoles) < CONSOLES_MAX:
            return None
        return f"{CONSOLES_MAX} consoles are connected, and no more are taken. Close one that nobody uses."

    def attached(self, line: ConsoleLine) -> None:
        """A stranger said which desk it is."""
        self._strangers.pop(line, None)
        self._consoles.add(line)
        if line.counts_for is not None:
            self._engine.desk_connected(line.counts_for)
        self.drained(line)

    def drained(self, line: ConsoleLine) -> None:
        """A console has read what it was sent, or was sent nothing yet."""
        if line.newest != self._engine.version:
            self._behind.add(line)
            self._due.set()
            self._to_tell.set()

    def left(self, line: ConsoleLine) -> None:
        """A line ended."""
        self._strangers.pop(line, None)
        self._behind.discard(line)
        if line in self._consoles:
            self._consoles.remove(line)
            log.info("%s left (%s)", line.name, line.peer)
            if line.counts_for is not None:
                self._engine.desk_gone(line.counts_for)

    # ---- showing

    async def _keep_showing(self) -> None:
        refresh = False
        while True:
            await self._after_receipts()
            self._due.clear()
            began_s = time.thread_time()
            await self._show(everybody=refresh or self._engine.version != self._shown_version)
            await self._give_way(began_s)
            try:
                async with asyncio.timeout(STATE_REFRESH_S):
                    await self._due.wait()
                refresh = False
            except TimeoutError:
                refresh = True

    async def _keep_telling(self) -> None:
        while True:
            await self._to_tell.wait()
            await self._after_receipts()
            self._to_tell.clear()
            began_s = time.thread_time()
            await self._tell()
            await self._give_way(began_s)

    async def _after_receipts(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(RECEIPTS_FIRST_S_MAX):
                await self._engine.rest()

    async def _give_way(self, began_s: float) -> None:
        # of this thread, so that whatever else the machine does makes no pause longer
        await asyncio.sleep(min(PAUSES * (time.thread_time() - began_s), PAUSE_S_MAX))

    async def _tell(self) -> None:
        if len(self._engine.board.incidents) <= AHEAD_MAX:
            return
        version, since = self._engine.version, functools.cache(self._moved_since)
        framed: dict[tuple[DeskId | None, Reads, int], bytes] = {}
        for line in [*self._consoles]:
            reads, after = line.reads(), max(line.newest, line.told)
            # where somebody else reads than was shown the last board, another board comes first
            keeps_up = line.reading and line.shown_as is reads and len(since(line.newest)) <= AHEAD_MAX
            if not keeps_up or not (calls := since(after)):
                continue
            self._ahead.update(call.incident for call in calls)
            line.told = version
            seen = line.desk, reads, after
            if seen in framed:
                line.send_frame(framed[seen])
                continue
            framed[seen] = frame(CallsMoved(cards=self._inside.cards().calls(calls, line.desk, reads)))
            line.send_frame(framed[seen])
            await asyncio.sleep(0)  # what is drawn for one desk is one step, as of a board
            since.cache_clear()

    async def _show(self, *, everybody: bool) -> None:
        if everybody:
            self._behind |= self._consoles
        ready = [line for line in self._behind if line.reading]
        version = self._shown_version = self._engine.version
        oldest = min((line.newest for line in self._consoles), default=version)
        self._moved = {incident: at for incident, at in self._moved.items() if at > oldest}
        if not ready:
            return
        self._ahead.clear()
        views = self._inside.views()
        for desk, reads in {(line.desk, line.reads()) for line in ready}:
            for _ in views.draw(desk, reads):
                await asyncio.sleep(0)  # a board of many calls must not keep the next press waiting
            board = views.at(desk, reads)
            if ahead := self._open(self._ahead):  # sent while this was drawn: must not be gone again
                board = with_calls(board, self._inside.cards().calls(ahead, desk, reads), later_ms=0)
            framed = frame(State(board=board))
            # what somebody may read is asked again: their sitting may have ended meanwhile, and it stays behind then
            for line in [
                each for each in ready if (each.desk, each.reads()) == (desk, reads) and each in self._consoles
            ]:
                self._behind.discard(line)
                line.newest, line.shown_as = version, reads
                line.send_frame(framed)
        self._to_tell.set()

    def _moved_since(self, version: int) -> list[Incident]:
        return self._open([name for name, at in self._moved.items() if at > version])

    def _open(self, incidents: Iterable[IncidentId]) -> list[Incident]:
        """Those of them that are open, without tap-outs: they wait in a queue of their own, and nobody runs."""
        known = [self._engine.board.incidents.get(each) for each in incidents]
        return [each for each in known if each is not None and each.kind is not Kind.TAP_OUT]

    # ---- taking connections

    def _admit(self, connection: socket.socket) -> ConsoleLine:
        peer = peer_of(connection)
        if len(self._strangers) >= STRANGERS_MAX:
            self._turn_away(next(iter(self._strangers)), "Too many connections that do not say which desk they are.")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER_LEN)
        line = ConsoleLine(peer, self, self._inside, may_adopt=self._rights.may_adopt(peer))
        self._strangers[line] = self._loop.time() + ATTACH_WAIT_S
        return line

    def _turn_away(self, line: ConsoleLine, says: str) -> None:
        del self._strangers[line]
        line.refuse(says)

    def _sweep(self) -> None:
        now_s = self._loop.time()
        for line in [line for line, until_s in self._strangers.items() if until_s <= now_s]:
            self._turn_away(line, f"Nothing said for {ATTACH_WAIT_S:.0f} s. Say which desk this is first (attach).")
        for line in [*self._consoles]:
            line.check_reading(now_s)
        self._sweeping = self._loop.call_later(SWEEP_S, self._sweep)
