"""Keeps one modem at work: opens its line, finds the port that answers, sets it up, looks after it, lets texts in and out. Knows no message
and no call.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Final, Protocol

import msgspec

from hardware.modem import health
from hardware.modem.commands import ASK_CELL, MODEL, RESTART, news_in, registered_in
from hardware.modem.deliver import StatusReport
from hardware.modem.dialogue import Answer, Unasked
from hardware.modem.health import Known
from hardware.modem.incoming import Incoming
from hardware.modem.joining import Slot
from hardware.modem.looking import Looking
from hardware.modem.pin import Pins
from hardware.modem.settings import BAUD, HearText, TextSettings
from hardware.modem.siblings import ports_of
from hardware.modem.submit import Outgoing
from hardware.modem.talk import Silent, Talk
from hardware.modem.times import Times
from hardware.serial.end import LineState
from hardware.serial.line import Line, Wire
from hardware.serial.lines import Lines

log = logging.getLogger("handbell.modem")

LINE: Final = "texts"
"""The id of the line among the lines of a box; no line of a plan may have it."""
NEWS_MAX: Final = 64
"""Words of texts that came and were not read yet: more than a card holds. Beyond that everything is read anyway."""
AGAIN_S: Final = 1.0  # A modem that says the same without end is not looked at more often than this.
HELD_UP_S: Final = 5.0
"""How long texts that come in may hold up one that has to go out. A text takes 3 to 5 s to go: so whoever texts the box without end gets no
more than about half of the modem.
"""
PROBE_S: Final = 2.0  # how long a port that never answered may take: `AT+CGMM` asks neither the card nor the network
_STARTED: Final = ("RDY", "^BOOT", "+CPIN:", "START", "^SIMST", "+SIMCARD", "SMS READY", "PB DONE")
"""What modems say when they start, or when their card comes or goes."""


class Sender(Protocol):
    """Whoever has texts to send."""

    def next(self, now_s: float) -> Outgoing | None:
        """Give the part that goes next; None if none does now."""
        ...

    def next_s(self) -> float | None:
        """Say when to ask again, if nothing changes before; None if nothing waits."""
        ...

    async def goes(self) -> None:
        """Write down that this part goes now. Called before it does."""
        ...

    async def went(self, answer: Answer | None, now_s: float) -> None:
        """Take in what the network said of it. None: nobody knows."""
        ...

    def broke(self) -> None:
        """Take in that the line was lost while it went, so that nobody knows."""
        ...

    def reported(self, report: StatusReport) -> None:
        """Take in what became of a part."""
        ...


class Modem:
    """One modem. `stands` is told all that is wrong, by word, at each change, and whether the modem is well known by now."""

    def __init__(
        self,
        settings: TextSettings,
        lines: Lines,
        sender: Sender,
        hear_text: HearText,
        stands: Callable[[Mapping[str, str], bool], None],
        times: Times,
    ) -> None:
        self._settings = settings
        self._lines = lines
        self._sender = sender
        self._stands = stands
        self._times = times
        self._changed = asyncio.Event()
        self._opened = asyncio.Event()
        self._lost = asyncio.Event()
        self._known = Known()
        self._told: tuple[dict[str, str], bool] | None = None
        self._news: list[Slot] = []
        self._answered = ""
        """The port that answered last."""
        self._incoming = Incoming(hear_text, sender.reported, self.wake)
        self._looking = Looking(times, Pins(settings.pin_file, settings.folder))
        self._next_look_s = self._next_poll_s = self._looked_s = self._polled_s = 0.0
        self._went_s = 0.0
        """When a text last went out, or none had to."""
        self._sends_first = False
        self._talk: Talk | None = None

    def wake(self) -> None:
        """Look again for something to do. Never blocks."""
        self._changed.set()

    async def run(self) -> None:
        """Keep the modem at work until cancelled. Raises HardwareError if another family has its line."""
        self._told = None
        self._known = Known()
        while True:
            for port in self._ports():
                if await self._at(port):
                    break
            else:
                if self._has_siblings():
                    self._know(silent="none of its ports answers a command", sim=None, registered=None)

    # ---- its line

    def _ports(self) -> list[str]:
        """Give the ports to try, the one that answered last first."""
        ports = ports_of(self._settings.port)
        return sorted(ports, key=lambda each: each != self._answered)

    async def _at(self, port: str) -> bool:
        """Work at one port. Returns whether it answered, once it does not any more."""
        line = self._lines.take(Wire(LINE, port, BAUD), self._settings.family)
        self._opened.clear()
        try:
            async with asyncio.TaskGroup() as both:
                keeping = both.create_task(line.run(self._came, self._line_is))
                answered = await self._sessions(line, port, both)
                keeping.cancel()
                return answered
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        finally:
            self._talk = None
            self._lines.give_back(line)

    def _line_is(self, state: LineState, why: str) -> None:
        if state is LineState.OPEN:
            self._lost.clear()
            self._opened.set()
            self._know(line_lost="")
        else:
            self._opened.clear()
            self._lost.set()
            self._talk = None
            self._known = Known(line_lost=why)
            self._judge()

    def _came(self, data: bytes) -> None:
        if self._talk is not None:
            self._talk.feed(data)

    async def _sessions(self, line: Line, port: str, both: asyncio.TaskGroup) -> bool:
        """Talk whenever the line is open, until the modem falls silent at this port. Returns whether it ever answered here."""
        while True:
            if not await self._is_open(port):
                return False
            self._talk = Talk(line.send, self._unasked, self._times)
            talking = both.create_task(self._session(self._talk, port))
            losing = both.create_task(self._lost.wait())
            try:
                await asyncio.wait({talking, losing}, return_when=asyncio.FIRST_COMPLETED)
                if not talking.done():
                    continue
                silent = talking.result()
            finally:
                talking.cancel()
                losing.cancel()
                await asyncio.gather(talking, losing, return_exceptions=True)
            if self._answered != port and self._has_siblings():
                return False
            self._know(silent=silent, sim=None, registered=None, signal_dbm=None)
            await self._restart(line)
            if self._answered != port:
                return False

    async def _is_open(self, port: str) -> bool:
        """Wait until the line is open. False: it is a sibling of the plan's port and does not come, so the others are tried."""
        try:
            async with asyncio.timeout(None if port == self._settings.port else self._times.boots_s):
                await self._opened.wait()
        except TimeoutError:
            self._answered = ""
            return False
        return True

    def _has_siblings(self) -> bool:
        return len(ports_of(self._settings.port)) > 1

    async def _restart(self, line: Line) -> None:
        """Start the modem anew, and give it the time for it."""
        log.warning("the modem is silent and is started anew")
        line.send(RESTART.encode("ascii") + b"\r")
        try:
            async with asyncio.timeout(self._times.boots_s):
                await self._lost.wait()
        except TimeoutError:
            pass

    # ---- its work

    async def _session(self, talk: Talk, port: str) -> str:
        """Work until the modem is silent. Returns why."""
        self._incoming.begins()
        self._looking.begins()
        self._news.clear()
        self._next_look_s = self._next_poll_s = 0.0
        while True:
            try:
                if self._answered != port:
                    await talk.ask(MODEL, PROBE_S)
                    self._answered = port
                await self._step(talk)
            except Silent as silent:
                if talk.silent_commands >= self._times.tries:
                    return str(silent)

    async def _step(self, talk: Talk) -> None:
        """Do what is most urgent: a text that came, before what is looked after, before what goes out. But none of these holds up what goes
        out for long.
        """
        self._changed.clear()
        now_s = _now_s()
        if now_s - self._went_s >= HELD_UP_S and (part := self._to_send(now_s)) is not None:
            await self._send(talk, part)
        elif self._news and self._looking.is_ready:
            await self._read_news(talk, now_s)
        elif self._sends_first and (part := self._to_send(now_s)) is not None:
            self._sends_first = False  # a slow modem that is always due to be looked at must not keep texts from going
            await self._send(talk, part)
        elif now_s >= self._next_look_s:
            self._sends_first = True
            await self._look(talk, now_s)
        elif not self._looking.is_ready:
            await self._wait(self._next_look_s)
        elif now_s >= self._next_poll_s:
            self._sends_first = True
            await self._incoming.read_all(talk, self._looking.stores, now_s)
            self._polled_s, self._next_poll_s = now_s, now_s + self._times.poll_s
            self._note_room()
        elif self._incoming.has_to_delete:
            await self._incoming.delete_one(talk)
            self._note_room()
        elif (part := self._to_send(now_s)) is not None:
            await self._send(talk, part)
        else:
            self._went_s = now_s
            await self._rest(now_s)

    def _to_send(self, now_s: float) -> Outgoing | None:
        """Give the part that goes next, if one can go now."""
        return self._sender.next(now_s) if self._looking.is_ready and self._known.registered else None

    async def _read_news(self, talk: Talk, now_s: float) -> None:
        if not await self._incoming.read_one(talk, self._news.pop(0), now_s):
            self._poll_soon()

    async def _look(self, talk: Talk, now_s: float) -> None:
        found = await self._looking.look(talk, now_s)
        self._known = msgspec.structs.replace(found, full=self._known.full, was_weak=self._known.was_weak)
        self._looked_s = now_s
        self._next_look_s = _now_s() + self._looking.again_s
        self._judge()

    async def _send(self, talk: Talk, part: Outgoing) -> None:
        await self._sender.goes()
        try:
            answer = await talk.send_text(part)
        except Silent as silent:
            # without a prompt nothing went out; the same part is tried again, or the message waits too long
            self._went_s = _now_s()
            await self._sender.went(None if silent.is_sent else Answer((), "ERROR"), self._went_s)
            raise
        except asyncio.CancelledError:  # the line was lost meanwhile, or the box ends
            self._sender.broke()
            raise
        self._went_s = _now_s()
        await self._sender.went(answer, self._went_s)

    async def _rest(self, now_s: float) -> None:
        self._incoming.tell(now_s)
        due = [self._next_look_s, self._next_poll_s]
        due += [each for each in (self._incoming.next_s(), self._sender.next_s()) if each is not None]
        await self._wait(min(due))

    async def _wait(self, until_s: float) -> None:
        try:
            async with asyncio.timeout(max(0.0, until_s - _now_s())):
                await self._changed.wait()
        except TimeoutError:
            pass

    # ---- what it says unasked

    def _unasked(self, said: Unasked) -> None:
        line = said.line
        if said.pdu:
            self._incoming.handed(said.pdu, _now_s())
        elif (slot := news_in(line)) is not None:
            if len(self._news) < NEWS_MAX:
                self._news.append(slot)
            else:
                self._poll_soon()
        elif (registered := registered_in(line)) is not None:
            command = ASK_CELL[0] if line.startswith("+CEREG") else ASK_CELL[1]
            self._looking.heard_cell(command, is_registered=registered)
            self._look_soon()
        elif line.upper().startswith(_STARTED):
            self._looking.started()
            self._look_soon()
        self.wake()

    def _look_soon(self) -> None:
        self._next_look_s = min(self._next_look_s, self._looked_s + AGAIN_S)

    def _poll_soon(self) -> None:
        self._next_poll_s = min(self._next_poll_s, self._polled_s + AGAIN_S)

    # ---- what is known of it

    def _note_room(self) -> None:
        full = [
            f"The store {store} of the modem holds {used} texts, and {fit} fit: no text comes in"
            for store, (used, fit) in self._incoming.rooms.items()
            if store == self._looking.stores[0] and fit and used >= fit
        ]
        self._know(full=full[0] if full else "")

    def _know(self, **news: object) -> None:
        self._known = msgspec.structs.replace(self._known, **news)
        self._judge()

    def _judge(self) -> None:
        wrong = health.wrong_with(self._known)
        self._known = msgspec.structs.replace(self._known, was_weak=health.is_weak(self._known))
        told = wrong, self._known.registered is True
        if told != self._told:
            self._told = told
            self._stands(*told)
        self.wake()


def _now_s() -> float:
    return asyncio.get_running_loop().time()
