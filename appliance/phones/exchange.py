"""Brings lines, callers and phones that ring together for one PBX. Knows the messages of the alert daemon; knows no socket."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from appliance.api.phones.messages import CALLS_MAX, FromPhones, HangUp, Lines, Registration, Rings, Setup, Speak
from appliance.phones.account import Account, Ports
from appliance.phones.callers import Callers
from appliance.phones.clips import Phrases
from appliance.phones.line import Line
from appliance.phones.reachable import ASKED_EACH_S, LOOK_EACH_S, Reachable, Told
from appliance.phones.ringing import STOPPED, Ringing
from appliance.phones.trace import SipMessage
from appliance.tasks import Tasks

AWAY_S_MAX = 15.0
"""After so long without an alert daemon every call is ended: what callers were told may not be true any more. As long as a lamp waits."""
APART_S = 0.15
"""Between the starts of two lines: eight at once would take the processor from whoever presses in that moment."""

log = logging.getLogger("handbell.phones")


class Exchange:
    """All lines to one PBX. `tell` says something to the alert daemon and gives whether one is there."""

    def __init__(
        self,
        account: Account,
        ports: Ports,
        where: tuple[Path, Path],
        phrases: Path,
        tell: Callable[[FromPhones], bool],
    ) -> None:
        loop = asyncio.get_running_loop()
        self._account, self._tell, self._phrases = account, tell, phrases
        self.lines = [Line(number, account, ports, where, self) for number in range(CALLS_MAX)]
        said = Phrases(phrases, account.setup.phrases)
        self._callers = Callers(tell, account.setup.pbx, lambda: self.lines, said)
        self._ringing = Ringing(tell, lambda: self.lines[::-1], said)
        self._reachable = Reachable(account.setup, loop.time())
        self._lost: set[int] = set()  # lines whose registering the PBX did not answer
        self._told: Told | None = None
        self._away: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        """Keep every line, and look after the PBX, until cancelled."""
        tasks = Tasks()
        try:
            for line in self.lines:
                tasks.start(line.run(), name=f"line {line.number}")
                await asyncio.sleep(APART_S)
            tasks.start(self._ask_pbx(), name="asks the PBX")
            tasks.start(self._judge(), name="judges")
            failed = await asyncio.shield(tasks.failed)
            raise RuntimeError(f"the task {failed} failed")
        finally:
            await tasks.stop()

    def take(self, message: Rings | Speak | HangUp) -> None:
        """Do what the alert daemon says."""
        match message:
            case Rings(rings=rings):
                self._ringing.shall(rings)
            case Speak():
                self._callers.speak(message)
            case HangUp(call=call):
                if not self._callers.hang_up(call):
                    self._ringing.hang_up(call)
            case _:
                assert_never(message)

    def says(self, digest: str) -> None:
        """Speak from the phrases of another plan from now on."""
        said = Phrases(self._phrases, digest)
        self._callers.phrases = self._ringing.phrases = said

    def daemon_is_there(self) -> None:
        """An alert daemon is there, perhaps another one than before: it is told of everything anew."""
        if self._away is not None:
            self._away.cancel()
            self._away = None
        self._told = None
        self._callers.tell_again()

    def daemon_is_away(self) -> None:
        """No alert daemon is there."""
        self._callers.heard = False
        if self._away is None:
            self._away = asyncio.get_running_loop().call_later(AWAY_S_MAX, self._end_all)

    def _end_all(self) -> None:
        log.warning("No alert daemon for %.0f s: every call is ended, and no phone rings.", AWAY_S_MAX)
        self._ringing.stop()
        self._callers.hang_up_all()

    # What the lines tell (`appliance.phones.line.Hears`).

    def up(self, line: Line) -> None:
        self._reachable.up(line.number)
        self._ringing.assign()

    def down(self, line: Line, why: str) -> None:
        self._reachable.down(line.number, why, asyncio.get_running_loop().time())
        self._ringing.closed(line, "", failed=True)
        self._ringing.assign()

    def invited(self, line: Line, invite: SipMessage) -> None:
        self._callers.invited(line, invite)

    def incoming(self, line: Line, sip_call: str) -> None:
        self._callers.incoming(line, sip_call)

    def rings(self, line: Line) -> None:
        self._ringing.rings(line)

    def established(self, line: Line) -> None:
        self._ringing.established(line)
        self._callers.established(line)

    def closed(self, line: Line, sip_call: str, why: str) -> None:
        self._callers.closed(line, sip_call)
        if line.free:
            self._ringing.closed(line, why, failed=False)
            self._ringing.assign()

    def pressed(self, line: Line, digit: str) -> None:
        self._ringing.pressed(line, digit)
        self._callers.pressed(line, digit)

    def stopped(self, line: Line) -> None:
        self._ringing.closed(line, STOPPED, failed=False)

    def registered(self, line: Line, refused: int | None) -> None:
        self._reachable.registered(line.number, refused)

    def lost(self, line: Line) -> None:
        self._lost.add(line.number)

    def heard_from_pbx(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._reachable.was_silent(now):
            self._lost.update(range(CALLS_MAX))
        self._reachable.heard(now)
        self._register_anew()

    def _register_anew(self) -> None:
        """A PBX that was away may have forgotten a line, and a baresip that could not register tries again only after minutes."""
        lost = [line for line in self.lines if line.number in self._lost and line.free]
        self._lost.difference_update(line.number for line in lost)
        for line in lost:
            line.begin_anew("the PBX was away")

    async def _ask_pbx(self) -> None:
        """Ask the PBX again and again, each time by another line, so that one that hangs does not hide it."""
        asked = 0
        while True:
            await asyncio.sleep(ASKED_EACH_S)
            asked += 1
            self.lines[asked % CALLS_MAX].ask_pbx()

    async def _judge(self) -> None:
        while True:
            now = self._reachable.judged(asyncio.get_running_loop().time())
            if now is not None and now != self._told:
                self._tell_of(now)
            self._callers.keep_one_free()
            await asyncio.sleep(LOOK_EACH_S)

    def _tell_of(self, now: Told) -> None:
        before, self._told = self._told, now
        if before is None or before.pbx != now.pbx:
            self._tell(Registration(why=now.pbx))
            log.info("%s", now.pbx or "The PBX takes the box's account.")
        if before is None or before.working != now.working:
            self._tell(Lines(working=now.working, why=now.lines))


def of_same_lines(one: Setup, other: Setup) -> bool:
    """Whether two settings differ in nothing but the phrases, so that no line has to be started anew."""
    return (one.pbx, one.port, one.transport, one.user) == (other.pbx, other.port, other.transport, other.user)
