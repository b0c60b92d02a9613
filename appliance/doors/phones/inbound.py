"""Keeps who dialled and is on a line now: hands in each press once, and says what each caller hears. Knows no socket.

Nobody is turned away. Who dials again and again is folded: their call rings already, or their press is handed in as soon as their measure
allows it, also if they have hung up. Numbers of whom there are too many are folded into the one call of callers without a number.
"""

import asyncio
import functools
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

import msgspec

from appliance.api.phones.messages import Dialled, HangUp, Speak
from appliance.core.calls.commands import RaiseCall
from appliance.core.ground.callers import Caller
from appliance.core.ground.events import IncidentEvent
from appliance.core.ground.words import Door
from appliance.doors.flooded import Flooded
from appliance.doors.limits import Buckets, TokenBucket
from appliance.doors.phones.says import SILENCE, Said, said_to
from appliance.doors.phones.there import Phrases
from appliance.engine.engine import Engine
from appliance.engine.outcome import Done, Outcome, Submission
from appliance.plan.ids import IncidentId

CALLER_BURST = 5  # somebody in fear who hangs up and dials again
CALLER_PER_S = 0.1  # then every ten seconds: a call that is open rings anyway
PLANNED_BURST = 200  # every phone of a large school at once, and once more
STRANGERS_BURST = 100  # as for pages without encryption
ALL_PER_S = 1.0
"""After these bursts: whoever wants to fill the disk by telephone makes 86,400 entries a day, of some 500 bytes each."""
CALLERS_MAX = 1024  # numbers that are measured at once; a plan has at most as many phones as rooms and people
WAITING_MAX = 256
"""Numbers whose press waits for its measure. More of them at once are no people, so they are folded."""
STRANGERS_OPEN_MAX = 50
"""Open calls that strangers can have by telephone, each of another number. Numbers of the public network can be made up, one a second for
hours, and among thousands of calls nobody at a desk finds a room. Further ones ring in the one call of callers without a number.
"""
LINES_MAX = 64
"""Calls that are followed at once: eight lines, and those of a process before that did not say that they ended."""


NOBODY = Caller(withheld=True, outside=True)
"""The one caller whom all are folded into of whom there are too many."""


class Take(Protocol):
    """Hands in a call by telephone (`appliance/by_voice.py`)."""

    def __call__(self, caller: Caller, *, diverted: bool = False) -> Submission: ...


class _Waits(msgspec.Struct, frozen=True):
    """A press that is still to be handed in."""

    caller: Caller
    diverted: bool


class _Call:
    """One call that came in and is not over. `told`: what its caller hears, as it was last sent. `press`: the newest press of this caller
    when the call came, or the one that is handed in since then for it.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        self.press: Submission | None = None
        self.recorded = False
        """Whether the disk had the call once. What else becomes of it is at the disk for a moment each time, and takes nothing back."""
        self.told: Said = SILENCE
        self.hung_up = False


class Inbound:
    """Everybody who dialled; one per door. `changed` is called when what they hear may be another. Times are steady seconds."""

    def __init__(self, engine: Engine, take: Take, flooded: Flooded, changed: Callable[[], None]) -> None:
        self._engine = engine
        self._take = take
        self._flooded = flooded
        self._changed = changed
        self._callers = Buckets(CALLER_BURST, CALLER_PER_S, CALLERS_MAX)
        self._planned = TokenBucket(PLANNED_BURST, ALL_PER_S, 0)
        self._strangers = TokenBucket(STRANGERS_BURST, ALL_PER_S, 0)
        self._calls: OrderedDict[str, _Call] = OrderedDict()
        self._waiting: OrderedDict[str, _Waits] = OrderedDict()
        self._pressed: set[str] = set()
        """Whose press is handed in, and not on the board yet."""
        self._incidents: OrderedDict[str, tuple[Caller, IncidentId]] = OrderedDict()
        """By the key of a caller: the call that their newest press raised or joined, and the caller as the record has them."""

    def __len__(self) -> int:
        return len(self._calls)

    def dialled(self, said: Dialled, now_s: float) -> None:
        """Take a call. The same call twice is one press."""
        if said.call in self._calls:
            return
        caller = caller_of(said)
        key = caller.key(Door.PHONE.value)
        if self._is_one_too_many(key, caller):
            self._flooded.held_back(now_s)
            caller, key = NOBODY, NOBODY.key(Door.PHONE.value)
        while len(self._calls) >= LINES_MAX:
            self._calls.popitem(last=False)
        self._calls[said.call] = _Call(key)
        known = self._of_before(key) if said.again else None
        if known is not None:
            self._note(key, *known)
            self._changed()
            return
        self._press(key, _Waits(caller, bool(said.diverted)), now_s)

    def ended(self, call: str) -> None:
        """Note that a call is over. Its press counts all the same."""
        self._calls.pop(call, None)

    def begin_anew(self) -> None:
        """Forget all lines: another process is at the other end. Presses that wait are kept."""
        self._calls.clear()

    def look(self, now_s: float) -> None:
        """Hand in the presses that waited for their measure. Called each second."""
        for key, waits in [*self._waiting.items()]:
            if self._rings_already(key):
                del self._waiting[key]
            elif self._is_one_too_many(key, waits.caller):
                self._fold(key, now_s)
            else:
                self._press(key, waits, now_s)

    def news(self, phrases: Phrases) -> list[Speak | HangUp]:
        """Give what callers hear from now on, for each whose words changed. A call that a person ended is hung up."""
        told: list[Speak | HangUp] = []
        for call, each in self._calls.items():
            said = self._says(each)
            if said is None:
                if not each.hung_up:
                    each.hung_up = True
                    told.append(HangUp(call=call))
                continue
            said = phrases.those_there(said)
            if said != each.told:
                each.told = said
                told.append(Speak(call=call, clips=said.clips, tone=said.tone))
        return told

    def told_nothing(self) -> None:
        """Note that nothing arrived of what was sent: the other end has other phrases now, and must be told anew."""
        for each in self._calls.values():
            each.told = SILENCE

    # ---- inside

    def _press(self, key: str, waits: _Waits, now_s: float) -> None:
        all_of_these = self._planned if self._is_planned(waits.caller) else self._strangers
        if not (self._callers.take(key, now_s) and all_of_these.take(now_s)):
            self._flooded.held_back(now_s)
            if not self._rings_already(key):
                self._waiting[key] = waits
            return
        self._waiting.pop(key, None)
        submission = self._take(waits.caller, diverted=waits.diverted)
        self._pressed.add(key)
        for each in self._calls.values():
            if each.key == key and each.press is None:
                each.press = submission
        submission.spoken.add_done_callback(functools.partial(self._spoken, key, submission))
        submission.kept.add_done_callback(lambda _: self._changed())

    def _spoken(self, key: str, submission: Submission, answered: asyncio.Future[Outcome]) -> None:
        """Note which call a press raised or joined, and how the record has its caller."""
        self._pressed.discard(key)
        command = submission.command
        if answered.cancelled() or not isinstance(command, RaiseCall):
            return
        outcome, caller = answered.result(), command.source.called_by
        events = outcome.events if isinstance(outcome, Done) else ()
        incident = next((each.incident for each in events if isinstance(each, IncidentEvent)), None)
        if incident is None or caller is None:
            return
        self._note(key, caller, incident)
        self._changed()

    def _note(self, key: str, caller: Caller, incident: IncidentId) -> None:
        self._incidents[key] = caller, incident
        self._incidents.move_to_end(key)
        while len(self._incidents) > CALLERS_MAX:
            self._incidents.popitem(last=False)

    def _of_before(self, key: str) -> tuple[Caller, IncidentId] | None:
        """Find the open call of this caller on the board, which also a run before this one may have recorded."""
        for incident in self._engine.board.incidents.values():
            for caller in incident.callers:
                if caller.key(Door.PHONE.value) == key:
                    return caller, incident.incident
        return None

    def _is_one_too_many(self, key: str, caller: Caller) -> bool:
        """Whether this is one more stranger than desks and disk can have, who has no call of their own yet."""
        if self._is_planned(caller) or self._rings_already(key) or key == NOBODY.key(Door.PHONE.value):
            return False
        if key not in self._waiting and len(self._waiting) >= WAITING_MAX:
            return True
        board = self._engine.board
        of_strangers = [each for each in board.incidents.values() if each.unverified and each.source.door is Door.PHONE]
        return len(of_strangers) + len(self._pressed) >= STRANGERS_OPEN_MAX

    def _fold(self, key: str, now_s: float) -> None:
        """Let a press that waited ring in the call of callers without a number, and whoever still listens hear of that."""
        nobody, waits = NOBODY.key(Door.PHONE.value), self._waiting.pop(key)
        for each in self._calls.values():
            if each.key == key:
                each.key = nobody
        if not self._rings_already(nobody):
            self._press(nobody, _Waits(NOBODY, waits.diverted), now_s)

    def _is_planned(self, caller: Caller) -> bool:
        """Whether the phone system vouches that a phone of the plan called."""
        if caller.outside or caller.unproved or caller.withheld:
            return False
        book = self._engine.board.index.phone_book
        return caller.number in book.rooms or caller.number in book.shared or caller.number in book.people

    def _rings_already(self, key: str) -> bool:
        """Whether the call of this caller is open, so that nothing is lost if another press is not handed in."""
        known = self._incidents.get(key)
        return known is not None and known[1] in self._engine.board.incidents

    def _says(self, each: _Call) -> Said | None:
        """Give what this caller hears; None once their call is over."""
        known = self._incidents.get(each.key)
        if known is None or each.key in self._waiting or (each.press is not None and not each.press.spoken.done()):
            return SILENCE
        engine = self._engine
        incident = engine.board.incidents.get(known[1])
        if incident is None:
            return None
        each.recorded = each.recorded or known[1] not in engine.unrecorded
        return said_to(engine.board, engine.heard, known[0], incident, engine.clock.now(), recorded=each.recorded)


def caller_of(said: Dialled) -> Caller:
    """Give who called. Inside the building the phone system's word counts, also where it hides the number from others."""
    inside = said.proved and not said.outside
    withheld = (said.withheld and not inside) or not said.number
    return Caller(
        number="" if withheld else said.number,
        withheld=withheld,
        outside=said.outside,
        unproved=not said.proved and not withheld,
    )
