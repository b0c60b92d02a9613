"""Decides what consoles are shown, and when: every console gets the newest board, in turns. Waits for nobody; takes no connection and no
command. A board is sent once the engine has changed and rests, or RECEIPTS_FIRST_S_MAX later. A console that has not read its last board
gets the newest one once it has. A board of many calls takes long to draw, send and read: so calls that came or moved are sent ahead of
it, as long as they are few. `appliance.doors.console.turns` decides who comes first, and who in a later turn.
"""

import asyncio
import functools
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from appliance.api.access import Reads
from appliance.api.board.calls_moved import with_calls
from appliance.api.board.view import CARDS_AT_ONCE, Views
from appliance.api.desk.line import CallsMoved, State
from appliance.api.framing import frame
from appliance.core.ground.incident import Incident
from appliance.doors.console.inside import Inside
from appliance.doors.console.line import ConsoleLine
from appliance.doors.console.turns import Turn, Turns
from appliance.doors.giving_way import after_receipts
from appliance.engine.change import Change, incidents_of
from appliance.engine.engine import Engine
from appliance.plan.ids import DeskId, IncidentId
from appliance.plan.model import Kind

STATE_REFRESH_S = 5.0  # a console that hears nothing for three times as long says so (api/desk/client, SILENT_AFTER_S)
SAME_BOARD_S = (
    # for so long, a board that nothing changed is sent again as it was made: times on it are shown in whole seconds
    0.5
)
# Boards take at most a tenth of the time, and calls sent ahead another tenth, however much changes: presses come first.
PAUSES = 9
# Reached by a board that takes longer than 17 ms to draw. Taking more than a tenth of a slow box is better than a screen older than that.
PAUSE_S_MAX = 0.15
# As many cards as are drawn in one step. A whole board of so many is drawn just as fast, so calls are sent ahead only of a larger board.
AHEAD_MAX = CARDS_AT_ONCE

type Seen = tuple[DeskId | None, Reads]
"""The desk where something is shown, and what may be read there: all consoles with the same value are sent the same bytes."""


class Showing:
    """Shows the boards of all consoles, from `add` to `remove`."""

    def __init__(self, engine: Engine, inside: Inside) -> None:
        self._engine = engine
        self._inside = inside
        self._loop = asyncio.get_running_loop()
        self._turns = Turns[ConsoleLine](self._loop.time())
        self.consoles: set[ConsoleLine] = set()
        self._behind: set[ConsoleLine] = set()
        self._due = asyncio.Event()
        self._to_tell = asyncio.Event()
        self._made: Made | None = None
        self._shown_version = -1
        self._refresh_s = self._loop.time() + STATE_REFRESH_S
        # The version in which each call last came or moved, kept until every console was sent a board of that version.
        self._moved: dict[IncidentId, int] = {}
        # Calls that were sent ahead of the board that is being drawn.
        self._ahead: set[IncidentId] = set()

    async def run(self) -> None:
        """Show boards and tell of calls, until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._keep_showing(), name="boards")
            both.create_task(self._keep_telling(), name="calls that moved")

    def changed(self, change: Change) -> None:
        """Note that the engine's board changed."""
        self._moved.update(dict.fromkeys(incidents_of(change.shown), self._engine.version))
        # Set this one first: the tasks run in the order they are woken, and a call is sent faster than a board is drawn.
        self._to_tell.set()
        self._due.set()

    def add(self, line: ConsoleLine) -> None:
        """Note that a console attached."""
        self.consoles.add(line)
        self.drained(line)

    def drained(self, line: ConsoleLine) -> None:
        """Note that a console has read what it was sent, or was sent nothing yet."""
        if line.newest != self._engine.version:
            self._behind.add(line)
            self._due.set()
            self._to_tell.set()

    def remove(self, line: ConsoleLine) -> None:
        """Note that a console's line ended."""
        self._behind.discard(line)
        self.consoles.discard(line)

    # ---- boards

    async def _keep_showing(self) -> None:
        while True:
            await after_receipts(self._engine)
            self._due.clear()
            began_s = time.thread_time()
            await self._show()
            await self._give_way(began_s)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._next_s()):
                    await self._due.wait()

    def _next_s(self) -> float:
        """Give the time at which to look again although nothing changes."""
        now_s = self._loop.time()
        if any(line.reading for line in self._behind):
            return min(self._refresh_s, now_s + self._turns.wait_s(now_s))
        return self._refresh_s

    async def _show(self) -> None:
        refresh, version = self._loop.time() >= self._refresh_s, self._engine.version
        if refresh or version != self._shown_version:
            self._behind |= self.consoles
            self._shown_version, self._refresh_s = version, self._loop.time() + STATE_REFRESH_S
        oldest = min((line.newest for line in self.consoles), default=version)
        self._moved = {incident: at for incident, at in self._moved.items() if at > oldest}
        turn = self._turn(line for line in self._behind if line.reading)
        chosen = [*turn.desks, *turn.others]
        if not chosen:
            return
        self._ahead.clear()
        if refresh or self._made is None or not self._made.still(version, self._loop.time()):
            self._made = Made(self._inside.views(), version, self._loop.time())
        made = self._made
        for desk, reads in dict.fromkeys((line.desk, line.reads()) for line in chosen):
            framed = made.framed[desk, reads] = await self._framed(made, (desk, reads))
            # Ask again what a console may read: its sitting may have ended meanwhile. Such a console waits for the next board.
            for line in [each for each in chosen if (each.desk, each.reads()) == (desk, reads)]:
                if line in self.consoles:
                    self._behind.discard(line)
                    line.newest, line.shown_as = version, reads
                    self._send(line, framed, turn)
        if not turn.others:  # nobody waits who sees the same board, and boards are large
            self._made = None
        self._to_tell.set()

    async def _framed(self, made: "Made", seen: Seen) -> bytes:
        """Give the board as these consoles see it. It is drawn once for all who see the same, as long as nothing changes."""
        framed = made.framed.get(seen)
        if framed is not None and self._engine.version == made.version:
            return framed
        for _ in made.views.draw(*seen):
            await asyncio.sleep(0)  # a board of many calls must not keep the next press waiting
        board = made.views.at(*seen)
        # these calls were sent while the board was drawn, so the board must show them too
        if ahead := self._open(self._ahead):
            board = with_calls(board, self._inside.cards().calls(ahead, *seen), later_ms=0)
        return frame(State(board=board))

    # ---- calls ahead of them

    async def _keep_telling(self) -> None:
        while True:
            await self._to_tell.wait()
            await after_receipts(self._engine)
            self._to_tell.clear()
            began_s = time.thread_time()
            await self._tell()
            await self._give_way(began_s)

    async def _tell(self) -> None:
        if len(self._engine.board.incidents) <= AHEAD_MAX:
            return
        version, since = self._engine.version, functools.cache(self._moved_since)
        waiting = [line for line in self.consoles if self._news(line, since)]
        turn = self._turn(waiting)
        framed: dict[tuple[Seen, int], bytes] = {}
        for line in (*turn.desks, *turn.others):
            calls, reads, after = self._news(line, since), line.reads(), max(line.newest, line.told)
            if not calls:
                continue
            self._ahead.update(call.incident for call in calls)
            line.told = version
            seen = (line.desk, reads), after
            if seen in framed:
                self._send(line, framed[seen], turn)
                continue
            framed[seen] = frame(CallsMoved(cards=self._inside.cards().calls(calls, line.desk, reads)))
            self._send(line, framed[seen], turn)
            await asyncio.sleep(0)  # drawing for one desk is one step, as with a board
            since.cache_clear()
        if turn.others and len(waiting) > len(turn.desks) + len(turn.others):
            self._to_tell.set()

    def _news(self, line: ConsoleLine, since: Callable[[int], list[Incident]]) -> list[Incident]:
        """Give what this console is told ahead of its board. Nothing if what it may read has changed: then it needs another board first."""
        keeps_up = line.reading and line.shown_as is line.reads() and len(since(line.newest)) <= AHEAD_MAX
        return since(max(line.newest, line.told)) if keeps_up else []

    def _moved_since(self, version: int) -> list[Incident]:
        return self._open([name for name, at in self._moved.items() if at > version])

    def _open(self, incidents: Iterable[IncidentId]) -> list[Incident]:
        """Give the open calls among these incidents. Tap-outs are left out: they wait in a queue of their own, and nobody runs."""
        known = [self._engine.board.incidents.get(each) for each in incidents]
        return [each for each in known if each is not None and each.kind is not Kind.TAP_OUT]

    # ---- both

    def _turn(self, waiting: Iterable[ConsoleLine]) -> Turn[ConsoleLine]:
        heard, now, limits = self._engine.heard, self._engine.clock.now(), self._engine.board.index.plan.limits
        attended = functools.partial(heard.attended, now=now, limits=limits)
        return self._turns.now([*waiting], self.consoles, attended, self._loop.time())

    def _send(self, line: ConsoleLine, framed: bytes, turn: Turn[ConsoleLine]) -> None:
        line.send_frame(framed)
        if line in turn.others:
            self._turns.sent(len(framed), self._loop.time())

    async def _give_way(self, began_s: float) -> None:
        # counts the time of this thread only, so that other work of the machine makes no pause longer
        await asyncio.sleep(min(PAUSES * (time.thread_time() - began_s), PAUSE_S_MAX))


class Made:
    """The boards of one version that were drawn so far."""

    def __init__(self, views: Views, version: int, at_s: float) -> None:
        self.views = views
        self.version = version
        self.framed: dict[Seen, bytes] = {}
        self._at_s = at_s

    def still(self, version: int, now_s: float) -> bool:
        """Return whether these boards may be sent as they are."""
        return self.version == version and now_s - self._at_s < SAME_BOARD_S
