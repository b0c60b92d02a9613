"""Holds the calls that come in: who is told of which, which line takes it, what it hears. Knows lines; knows no socket and no place.

The INVITE is the press: it is told before anything is answered, and also where every line is taken. A PBX offers one call to all lines,
some under one id and some under an id for each line. One line takes it, and the PBX takes it back from the others.
"""

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Callable

from appliance.api.phones.messages import CALLS_MAX, CallId, Dialled, Ended, FromPhones, Key, Speak
from appliance.phones.clips import Phrases
from appliance.phones.line import Line
from appliance.phones.trace import CallerSeen, SipMessage, caller

OFFERED_AGAIN_S = 2.0
"""An offer of the same number on another line, so soon after, is taken for the same call. Offers of one call come within milliseconds. One
that is still there afterwards is a call of its own.
"""
TAKEN_WAIT_S = 1.0  # a line says within milliseconds that a call comes in; after so long no line can take it
OF_ONE_NUMBER_A_MINUTE = 6
"""Further ones of that minute are told as calls that go on: the box has folded them into one call long ago, and a press costs a commit
each. A number that the PBX vouches for is counted apart from the same one that somebody only claims.
"""
AGAIN_A_MINUTE = 60  # of one number, told as calls that go on: a hand dials every two seconds at most, a fault of a phone without end
OF_STRANGERS_A_MINUTE = 120
"""Presses of all for whom the PBX does not vouch as phones of the building. What is more is a fault of the PBX, or somebody who wants to do
harm. It takes nothing from phones of the building: those are measured by their own number alone.
"""
STRANGERS_MAX = CALLS_MAX - 2
"""Lines for all callers for whom the PBX does not vouch. Two stay free for phones of the building, and for phones that shall ring."""
OF_CALLERS_ALWAYS = 2  # lines that callers keep, whatever else is wanted: as many as `ringing.OUT_MAX` leaves them
HEARD_S = 15.0
"""After so long a caller may lose their line to another one: the longest sentence takes 8 s, so it was heard. No person listens at our end,
and the call itself goes on at the box.
"""
OPEN_S_MAX = 1800.0  # whoever waits longer has been told all there is; eight forgotten receivers would take every line
KEPT_WHILE_AWAY = 64  # calls that came and ended while no alert daemon was there; then the oldest one goes


class Caller:
    """One call that came in. `line` has it; None: nobody has taken it yet."""

    def __init__(self, call: CallId, who: CallerSeen, began: float) -> None:
        self.call, self.who, self.began = call, who, began
        self.sip_calls: set[str] = set()
        self.offered_on: set[Line] = set()
        self.line: Line | None = None
        self.taken_as = ""
        """The id under which its line was offered it."""
        self.accepted = False
        self.established = False
        self.heard_since: float | None = None
        """Since when it hears something that the alert daemon said."""
        self.told: Speak | None = None
        self.reported = False
        """Whether an alert daemon was told of it, perhaps one that is not there any more."""

    @property
    def dialled(self) -> Dialled:
        """What the alert daemon is told of it."""
        who = self.who
        return Dialled(
            call=self.call,
            number=who.number,
            proved=who.proved,
            withheld=who.withheld,
            outside=who.outside,
            diverted=who.diverted,
            again=self.reported,
        )


log = logging.getLogger("handbell.phones")


class Callers:
    """All calls that come in. `tell` says something to the alert daemon; where none is there, calls are kept for it."""

    def __init__(
        self, tell: Callable[[FromPhones], bool], pbx: str, lines: Callable[[], list[Line]], phrases: Phrases
    ) -> None:
        self._tell, self._pbx, self._lines = tell, pbx, lines
        self.phrases = phrases
        self.heard = False
        """Whether an alert daemon is there. Without one nobody is answered: a voice would say what nobody does."""
        self._numbers = itertools.count(1)
        self._open: dict[CallId, Caller] = {}
        self._over: dict[CallId, Caller] = {}
        """Calls that ended as soon as they came. Each line is heard at its own pace: one may tell of its offer only now."""
        self._of_sip: dict[str, Caller] = {}
        self._left: dict[Line, asyncio.TimerHandle] = {}
        self._recent: deque[tuple[float, CallerSeen, bool]] = deque()
        """Every call that was told in the last minute, and whether it was a press of its own."""
        self._kept: deque[Dialled] = deque(maxlen=KEPT_WHILE_AWAY)
        self._name = (
            f"{asyncio.get_running_loop().time():.0f}"  # so that calls of an earlier process are not taken for ours
        )
        self._refused_said = 0.0

    @property
    def open(self) -> list[Caller]:
        """The calls that are open now."""
        return list(self._open.values())

    def invited(self, line: Line, invite: SipMessage) -> None:
        """The PBX offers a call on this line. It may still be busy. A call that is no press of its own is answered like any other."""
        known = self._of_sip.get(invite.call_id)
        if known is not None and (known.call in self._open or line not in known.offered_on):
            known.offered_on.add(line)
            return
        who = caller(invite, self._pbx)
        same = self._offered_already(line, who)
        if same is not None:
            self._add(same, line, invite.call_id)
        elif not self._is_flood(who):
            self._begin(line, who, invite.call_id)

    def incoming(self, line: Line, sip_call: str) -> None:
        """A call rings on this line."""
        call = self._of_sip.get(sip_call)
        if call is None:
            line.hang_up()  # not from the PBX, or of a flood
        elif call.line is None and call.call in self._open:
            if self._may_have_line(call):
                self._take(call, line)
            else:
                line.hang_up()
        else:
            wait = asyncio.get_running_loop().call_later(OFFERED_AGAIN_S, self._still_offered, line, sip_call, call)
            self._left[line] = wait

    def established(self, line: Line) -> None:
        """The caller hears us."""
        call = self._of_line(line)
        if call is not None:
            call.established = True
            self._speak(call)

    def closed(self, line: Line, sip_call: str) -> None:
        """The call on this line is over."""
        if (left := self._left.pop(line, None)) is not None:
            left.cancel()
        call = self._of_line(line)
        if call is not None:
            self._end_unless_offered(call)
        elif (offered := self._of_sip.get(sip_call)) is not None and offered.line is None:
            self._end(offered)

    def pressed(self, line: Line, digit: str) -> None:
        """A key of the caller's."""
        call = self._of_line(line)
        if call is not None and call.established:
            self._tell(Key(of=call.call, digit=digit))

    def speak(self, message: Speak) -> None:
        """Tell a caller this from now on; nothing happens where the call is over."""
        call = self._open.get(message.call)
        if call is not None and call.told != message:
            call.told = message
            self._speak(call)

    def hang_up(self, call: CallId) -> bool:
        """End a call. Gives whether there is one."""
        found = self._open.get(call)
        if found is None:
            return False
        if found.line is not None:
            found.line.hang_up()
        return True

    def keep_one_free(self) -> None:
        """Let one caller go where every line is taken, so that the next one who dials, or a phone that shall ring, finds one. First go
        those for whom the PBX does not vouch, and whoever has heard longest what there is to hear.
        """
        working = [line for line in self._lines() if line.works]
        on_lines = [call for call in self._open.values() if call.line is not None]
        if not working or any(line.free for line in working):
            return
        until = asyncio.get_running_loop().time() - HEARD_S
        heard = [call for call in on_lines if call.heard_since is not None and call.heard_since <= until]
        may_go = [call for call in heard if not call.who.inside or len(on_lines) > OF_CALLERS_ALWAYS]
        if may_go:
            log.info("Every line is taken. A caller who has heard what there is to hear makes room.")
            self.hang_up(min(may_go, key=lambda call: (call.who.inside, call.heard_since)).call)

    def hang_up_all(self) -> None:
        """End every call: nobody is there who records or answers it."""
        for call in self.open:
            self.hang_up(call.call)

    def tell_again(self) -> None:
        """Tell a new alert daemon of every call that is open, and of those that came while none was there. Then answer those that ring."""
        self.heard = True
        for dialled in list(self._kept):
            self._tell(dialled)
            self._tell(Ended(call=dialled.call))
        self._kept.clear()
        for call in self.open:
            call.reported = self._tell(call.dialled)
            if call.line is not None:
                self._take(call, call.line)

    def _begin(self, line: Line, who: CallerSeen, sip_call: str) -> None:
        loop = asyncio.get_running_loop()
        call = Caller(f"c{self._name}-{next(self._numbers)}", who, loop.time())
        call.reported = self._is_folded(who)
        self._open[call.call] = call
        self._add(call, line, sip_call)
        call.reported = self._tell(call.dialled) or call.reported
        log.info("A call comes in.")
        loop.call_later(TAKEN_WAIT_S, self._nobody_took, call)
        loop.call_later(OPEN_S_MAX, self.hang_up, call.call)

    def _add(self, call: Caller, line: Line, sip_call: str) -> None:
        call.sip_calls.add(sip_call)
        call.offered_on.add(line)
        self._of_sip[sip_call] = call

    def _take(self, call: Caller, line: Line) -> None:
        call.line, call.taken_as = line, line.call
        if self.heard and not call.accepted:
            call.accepted = True
            line.accept()

    def _may_have_line(self, call: Caller) -> bool:
        strangers = sum(each.line is not None and not each.who.inside for each in self._open.values())
        return call.who.inside or strangers < STRANGERS_MAX

    def _offered_already(self, line: Line, who: CallerSeen) -> Caller | None:
        since = asyncio.get_running_loop().time() - OFFERED_AGAIN_S
        for call in (*self._open.values(), *self._over.values()):
            if call.who == who and call.began >= since and line not in call.offered_on:
                return call
        return None

    def _still_offered(self, line: Line, sip_call: str, call: Caller) -> None:
        """Nobody took back this offer although its call was taken, or ended: it is another call of the same number."""
        self._left.pop(line, None)
        is_open = call.call in self._open
        if (is_open and call.line is line) or line.call != sip_call:
            return
        if sip_call == call.taken_as and (is_open or call.established):
            line.hang_up()  # the very same call on two lines: the PBX forgot to take it back
            return
        call.sip_calls.discard(sip_call)
        self._of_sip.pop(sip_call, None)
        self._begin(line, call.who, sip_call)
        self.incoming(line, sip_call)

    def _nobody_took(self, call: Caller) -> None:
        if call.line is None and call.call in self._open:
            log.warning("A call came in and no line could take it. It is told all the same.")
            self._end(call)

    def _is_flood(self, who: CallerSeen) -> bool:
        """Whether this call is not even told: it is one too many of its number, or of those who are no phones of the building."""
        self._forget_old()
        of_one = sum(each == who for _, each, _ in self._recent)
        strangers = sum(press and not each.inside for _, each, press in self._recent)
        too_many = not who.inside and strangers >= OF_STRANGERS_A_MINUTE and of_one < OF_ONE_NUMBER_A_MINUTE
        if not too_many and of_one < OF_ONE_NUMBER_A_MINUTE + AGAIN_A_MINUTE:
            return False
        self._say_flooded()
        return True

    def _is_folded(self, who: CallerSeen) -> bool:
        """Count this call. Give whether there are so many of its number that this one is no press of its own."""
        self._forget_old()
        folded = sum(each == who for _, each, _ in self._recent) >= OF_ONE_NUMBER_A_MINUTE
        self._recent.append((asyncio.get_running_loop().time(), who, not folded))
        if folded:
            self._say_flooded()
        return folded

    def _forget_old(self) -> None:
        since = asyncio.get_running_loop().time() - 60.0
        while self._recent and self._recent[0][0] < since:
            self._recent.popleft()

    def _say_flooded(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._refused_said >= 60.0:
            self._refused_said = now
            log.warning(
                "Calls come too fast: %d a minute of strangers, or %d of one number.",
                OF_STRANGERS_A_MINUTE,
                OF_ONE_NUMBER_A_MINUTE,
            )

    def _speak(self, call: Caller) -> None:
        if call.line is None or not call.established or call.told is None:
            return
        sentence = self.phrases.sentence(call.told.clips)
        tone = call.told.tone or bool(call.told.clips and not sentence)
        if call.heard_since is None:
            call.heard_since = asyncio.get_running_loop().time()
        call.line.speak(sentence, tone=tone, begun=lambda: None)

    def _end(self, call: Caller) -> None:
        if self._open.pop(call.call, None) is None:
            return
        loop = asyncio.get_running_loop()
        self._over[call.call] = call
        loop.call_at(max(loop.time(), call.began + OFFERED_AGAIN_S), self._forget, call)
        if not (self._tell(Ended(call=call.call)) and call.reported):
            self._kept.append(
                call.dialled
            )  # also where the next alert daemon hears of the end, and never heard of the call

    def _forget(self, call: Caller) -> None:
        """No line says any more that it was offered this."""
        del self._over[call.call]
        for sip_call in call.sip_calls:
            if self._of_sip.get(sip_call) is call:
                del self._of_sip[sip_call]

    def _end_unless_offered(self, call: Caller) -> None:
        """End a call whose line is over. Where that line failed before it answered, another one may still be offered the call."""
        other = next((line for line in self._left if line in call.offered_on and line.call in call.sip_calls), None)
        if other is None or call.established:
            self._end(call)
            return
        call.accepted = False
        self._take(call, other)

    def _of_line(self, line: Line) -> Caller | None:
        return next((call for call in self._open.values() if call.line is line), None)
