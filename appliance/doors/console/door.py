"""Runs the door of the desk line: takes consoles, as many as have a place, and what people do there. `appliance.doors.console.showing`
decides what they see.
"""

import asyncio
import logging
import socket
from weakref import WeakValueDictionary

from appliance.core.ground.events import PageEvent, PlanAdopted
from appliance.core.ground.words import Cause
from appliance.core.people.events import OperatorSignedIn, OperatorSignedOut
from appliance.doors.connection_limits import ConnectionLimits, of_whoever_has_most
from appliance.doors.console.inside import Adopt, Buttons, Inside
from appliance.doors.console.line import ConsoleLine
from appliance.doors.console.showing import Showing
from appliance.doors.giving_way import Answers
from appliance.doors.listening import Listener, ours_until_cancelled
from appliance.doors.peer import Peer, Rights, peer_of
from appliance.doors.records.user import Services
from appliance.doors.served_line import KERNEL_BUFFER_LEN
from appliance.engine.change import Change
from appliance.engine.engine import Engine
from appliance.engine.queries import Queries
from appliance.words.troubles import DESK_LINE_FULL

SOCKET_MODE = 0o660  # the desk group only: whoever may open the socket may act on calls
STRANGERS_MAX = 16  # connections that have not said who they are; a console does so within a millisecond
ATTACH_WAIT_S = 5.0  # the other end waits as long for its welcome
SWEEP_S = 1.0  # a tenth of the time after which an unread line is dropped
FULL_FOR_S = 60.0  # a program that tries again and again makes one trouble, not two entries for each try

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
        records: Services,
        rights: Rights | None = None,
    ) -> None:
        self._engine = engine
        self._inside = Inside(engine, queries, adopt, buttons, records)
        self._showing = Showing(engine, self._inside)
        self._consoles = self._showing.consoles
        self._listening = listening
        self._rights = rights or Rights.here()
        self._limits = ConnectionLimits.here()
        self._loop = asyncio.get_running_loop()
        self._strangers: dict[ConsoleLine, float] = {}
        self._answers = WeakValueDictionary[int, Answers]()  # by user, for as long as one of the user's lines is there
        self._full_s = self._loop.time()
        engine.listen(self._changed, "desk line")

    async def run(self) -> None:
        """Take connections and keep every console shown, until cancelled."""
        with ours_until_cancelled(self._listening) as listening:
            await self._serve(Listener(listening, self._admit))

    async def _serve(self, listener: Listener) -> None:
        self._sweeping = self._loop.call_later(SWEEP_S, self._sweep)
        try:
            await self._showing.run()
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
            elif isinstance(event, PageEvent | PlanAdopted):
                for line in [*self._consoles]:
                    line.look_at_private()
        self._showing.changed(change)

    # ---- asked and told by the lines

    def full(self, peer: Peer) -> str | None:
        """Say why this peer is given no place, or None. The user with the most places is reported: a person has to look."""
        full = self._limits.why_full(peer, self._consoles)
        if full is None:
            return None
        self._full_s = self._loop.time()
        do = DESK_LINE_FULL.do.format(user=full.uid)
        detail = f"A console of user {peer.uid} was refused: user {full.uid} has most of the places. {do}"
        self._engine.report(Cause(DESK_LINE_FULL.word, f"user {full.uid}"), detail)
        return full.says

    def attached(self, line: ConsoleLine) -> None:
        """Note that a stranger said which desk it is."""
        self._strangers.pop(line, None)
        if line.counts_for is not None:
            self._engine.desk_connected(line.counts_for)
        self._showing.add(line)

    def drained(self, line: ConsoleLine) -> None:
        """Note that a console may be sent something newer."""
        self._showing.drained(line)

    def left(self, line: ConsoleLine) -> None:
        """Note that a line ended."""
        self._strangers.pop(line, None)
        if line in self._consoles:
            self._showing.remove(line)
            log.info("%s left (%s)", line.name, line.peer)
            if line.counts_for is not None:
                self._engine.desk_gone(line.counts_for)

    # ---- taking connections

    def _admit(self, connection: socket.socket) -> ConsoleLine:
        peer = peer_of(connection)
        if len(self._strangers) >= STRANGERS_MAX:
            says = "Too many connections that do not say which desk they are. Say it at once (attach)."
            self._turn_away(of_whoever_has_most(self._strangers), says)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER_LEN)
        answers = self._answers.setdefault(peer.uid, Answers())
        line = ConsoleLine(peer, self, self._inside, answers, may_adopt=self._rights.may_adopt(peer))
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
        if now_s - self._full_s >= FULL_FOR_S:
            every = list(self._engine.board.troubles.values())
            for trouble in [each for each in every if each.cause.what == DESK_LINE_FULL.word]:
                self._engine.report(trouble.cause, None)
        self._sweeping = self._loop.call_later(SWEEP_S, self._sweep)
