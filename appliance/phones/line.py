"""Keeps one line: a baresip that is registered at the PBX, and the one call it may have. Knows no ring, no press and no alert daemon.

Whatever its baresip says is believed of the call that this line has, and of nothing else.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from appliance.api.phones.messages import Dialable
from appliance.phones.account import Account, Ports, local_address, write_files
from appliance.phones.clips import AGAIN_S, spoken
from appliance.phones.control import Event
from appliance.phones.process import Baresip, CannotStart, start
from appliance.phones.trace import SipMessage

AGAIN_AFTER_S, AGAIN_AFTER_MAX_S = 0.2, 30.0
"""How long until a baresip that ended is started anew: at once, and then twice as long each time, so that one that cannot run fills no
journal.
"""
LIVED_S = 60.0  # after so long it ran well, and the next start is at once again
KEYS_A_SECOND_MAX = 10
"""A phone sends at most some 8 (ITU-T Q.24: 65 ms and a pause of 65 ms). What comes faster is no hand."""

ASKED_FOR_SECRET_MAX = 2
"""A PBX asks for it once, and again where its question has grown old (RFC 2617: stale). Who is asked a third time has a wrong one."""

_ANSWERED = re.compile(r"[0-9]{3}\b")
"""How baresip says that the PBX answered (`403 Forbidden`). Otherwise it says what the system said (`Connection refused`)."""

log = logging.getLogger("handbell.phones")


class Hears(Protocol):
    """Who is told what happens on the lines."""

    def up(self, line: "Line") -> None: ...
    def down(self, line: "Line", why: str) -> None: ...
    def invited(self, line: "Line", invite: SipMessage) -> None: ...
    def incoming(self, line: "Line", sip_call: str) -> None: ...
    def rings(self, line: "Line") -> None: ...
    def established(self, line: "Line") -> None: ...
    def closed(self, line: "Line", sip_call: str, why: str) -> None: ...
    def pressed(self, line: "Line", digit: str) -> None: ...
    def stopped(self, line: "Line") -> None: ...
    def registered(self, line: "Line", refused: int | None) -> None: ...
    def lost(self, line: "Line") -> None: ...
    def heard_from_pbx(self) -> None: ...


class Line:
    """Line number `number`. `run` keeps it; `call` is SIP's id of the call it has, and `ordered` what it was told to dial."""

    def __init__(self, number: int, account: Account, ports: Ports, where: tuple[Path, Path], hears: Hears) -> None:
        self.number = number
        self.call = ""
        self.ordered = ""
        self.stopped_s = 0.0
        """When its baresip was last ended because somebody sent its call elsewhere, on the loop's clock; 0 if it never was."""
        self._account, self._ports, self._hears = account, ports, hears
        self._baresip_path, self._folder = where[0], where[1] / f"line-{number}"
        self._baresip: Baresip | None = None
        self._working = False
        self._address = ""
        self._asked_for_secret = 0
        self._says = 0
        self._again: asyncio.TimerHandle | None = None
        self._keys: list[float] = []
        self._dialling = False
        self._ends = False
        """Whether the call that is being dialled is to be hung up as soon as it has a name."""

    def __repr__(self) -> str:
        return f"Line({self.number})"

    @property
    def works(self) -> bool:
        """Whether its baresip runs and obeys."""
        return self._working

    @property
    def free(self) -> bool:
        """Whether it works and has no call."""
        return self._working and not self.call and not self._dialling

    @property
    def pid(self) -> int | None:
        """The process of its baresip, while there is one."""
        return None if self._baresip is None else self._baresip.pid

    async def run(self) -> None:
        """Keep a baresip running until cancelled."""
        wait_s, loop = AGAIN_AFTER_S, asyncio.get_running_loop()
        try:
            while True:
                began = loop.time()
                why = await self._live()
                self._over(why)
                wait_s = AGAIN_AFTER_S if loop.time() - began > LIVED_S else min(2 * wait_s, AGAIN_AFTER_MAX_S)
                await asyncio.sleep(wait_s)
        finally:
            if self._baresip is not None:
                await self._baresip.end()
            self._working = False
            self._over("it was ended")

    def dial(self, to: Dialable, failed: Callable[[str], None]) -> None:
        """Ring this number. `failed` is called where baresip does not even begin."""
        assert self.free, f"{self} has a call or does not work"
        assert self._baresip is not None
        self._dialling, self.ordered = True, to

        def begun(worked: bool, said: str) -> None:
            self._dialling, ends = False, self._ends
            self._ends = False
            found = said.partition("call id: ")[2].strip()
            if worked and found:
                self.call = self.call or found
                if ends:
                    self.hang_up()
            else:
                self._let_go()
                failed("baresip could not dial")

        self._baresip.say("dial", f"sip:{to}@{self._account.setup.pbx}", begun)

    def accept(self) -> None:
        """Answer what comes in."""
        if self._baresip is not None:
            self._baresip.say("accept")

    def hang_up(self) -> None:
        """End the call, or refuse it, or stop ringing. It is named: baresip takes a call that it has just begun for none, and a phone would
        ring on for as long as the PBX lets it.
        """
        if self._dialling:
            self._ends = True  # its name is not known yet
        elif self._baresip is not None and self.call:
            self._baresip.say("hangup", self.call)

    def speak(self, sentence: bytes, *, tone: bool, begun: Callable[[], None]) -> None:
        """Let the call hear this from now on, again and again. `begun` is called when it hears it."""
        self._play(spoken(sentence, begins_with_tone=tone, repeats=True), sentence, begun)

    def ask_pbx(self) -> None:
        """Ask the PBX whether it is there (OPTIONS). The answer shows in the trace."""
        if self._baresip is not None:
            self._baresip.say("options", f"sip:{self._account.setup.pbx}")

    def begin_anew(self, why: str) -> None:
        """End this baresip; the next one begins at once, and registers."""
        if self._baresip is not None:
            self._baresip.kill(why)

    async def _live(self) -> str:
        """Run one baresip to its end, and give why it ended."""
        try:
            self._address = local_address(self._account.setup.pbx)
            write_files(self._folder, self._account, self._ports, self.number, self._address)
            self._baresip = await start(self._baresip_path, self._folder, self._may_pass, self._stopped)
            await self._baresip.connect(self._ports.control + self.number, self._take)
        except OSError as error:
            return f"the box has no way to the PBX, or its folder cannot be written ({error.strerror})"
        except CannotStart as why:
            if self._baresip is not None:
                await self._baresip.end()
            return str(why)
        self._working = True
        self._hears.up(self)
        ends = self._baresip.wait()
        return await ends

    def _over(self, why: str) -> None:
        """Say that the line is down, and that its call is over."""
        self._baresip = None
        was_working, self._working, self._dialling, self._ends = self._working, False, False, False
        call = self.call
        self._let_go()
        if call:
            self._hears.closed(self, call, "the line failed")
        if was_working:
            log.warning("Line %d of the desk phones ended: %s. It is started anew.", self.number, why)
        self._hears.down(self, why)

    def _let_go(self) -> None:
        self.call = self.ordered = ""
        self._keys.clear()
        if self._again is not None:
            self._again.cancel()
            self._again = None

    def _may_pass(self, message: SipMessage, whole: bool) -> bool:
        """Look at a message before baresip handles or sends it."""
        pbx = self._account.setup.pbx
        if self.ordered and message.sends_elsewhere:
            return False
        if not whole:
            return True
        if message.sender == pbx:
            if message.begins_call:
                self._hears.invited(self, message)
            elif not message.method:
                self._answered(message)
        elif message.sender == self._address:
            if message.method == "REGISTER":
                (self._folder / "accounts").unlink(
                    missing_ok=True
                )  # baresip has read it: the secret lies there no more
            return not message.begins_call or (bool(self.ordered) and message.asks_for(self.ordered, pbx))
        return True

    def _answered(self, answer: SipMessage) -> None:
        """The PBX answered. What it says of registering shows here; baresip's own event of it comes before its control line is there."""
        self._hears.heard_from_pbx()
        if not answer.header("cseq").upper().endswith("REGISTER") or answer.status < 200:
            return
        asked_for_secret = answer.status in {401, 407}
        self._asked_for_secret = self._asked_for_secret + 1 if asked_for_secret else 0
        if answer.status < 300:
            self._hears.registered(self, None)
        elif not asked_for_secret or self._asked_for_secret > ASKED_FOR_SECRET_MAX:
            self._hears.registered(self, answer.status)

    def _stopped(self) -> None:
        log.warning(
            "Line %d was to call a number that nobody asked for. Its baresip was ended before it did.", self.number
        )
        self.stopped_s = asyncio.get_running_loop().time()
        self._hears.stopped(self)

    def _take(self, event: Event) -> None:
        match event.kind:
            case "CALL_INCOMING" if not self.call and not self._dialling:
                self.call = event.call
                self._hears.incoming(self, event.call)
            case "CALL_INCOMING":
                self._refuse(event.call)
            case "CALL_CLOSED" if event.call and event.call == self.call:
                self._let_go()
                self._say_nothing()
                self._hears.closed(self, event.call, event.param)
            case "REGISTER_FAIL" if not _ANSWERED.match(event.param):
                self._hears.lost(self)
            case "CALL_RINGING" | "CALL_PROGRESS" if self.ordered:
                self._hears.rings(self)
            case "CALL_ESTABLISHED" if self.call and event.call == self.call:
                self._hears.established(self)
            case "CALL_DTMF_START" if self.call and event.call == self.call and self._by_hand(event.param):
                self._hears.pressed(self, event.param)
            case _:
                pass

    def _refuse(self, sip_call: str) -> None:
        """Refuse a call that came in the very moment in which this line was told to dial. It comes in on other lines as well."""
        if self._baresip is not None:
            self._baresip.say("hangup", sip_call)

    def _by_hand(self, key: str) -> bool:
        now = asyncio.get_running_loop().time()
        self._keys = [at for at in self._keys if at > now - 1.0]
        if len(key) != 1 or key not in "0123456789*#ABCD" or len(self._keys) >= KEYS_A_SECOND_MAX:
            return False
        self._keys.append(now)
        return True

    def _play(self, file: bytes, sentence: bytes, begun: Callable[[], None] | None) -> None:
        if self._baresip is None or not self.call:
            return
        if self._again is not None:
            self._again.cancel()
        self._says = 1 - self._says
        name, call = f"says-{self._says}.wav", self.call
        try:
            (self._folder / name).write_bytes(file)
        except OSError as error:
            log.warning("What line %d is to say cannot be written (%s).", self.number, error.strerror)
            return

        def played(worked: bool, said: str) -> None:
            if worked and "failed" not in said and call == self.call and begun is not None:
                begun()

        self._baresip.say("ausrc", f"aufile,{name}", played)
        again = spoken(sentence, begins_with_tone=False, repeats=True)
        self._again = asyncio.get_running_loop().call_later(AGAIN_S, self._play, again, sentence, None)

    def _say_nothing(self) -> None:
        """Let the next call begin with silence."""
        if self._baresip is not None:
            self._baresip.say("ausrc", "aufile,quiet.wav")
