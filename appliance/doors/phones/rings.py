"""Keeps which phones the process of the phones was told to ring, and judges what it says of them. Knows no socket.

That process is believed only about a phone that it was told to ring now: each state once and in order, and one key, after the announcement
began. Whatever else it says changes nothing.
"""

import secrets
from collections.abc import Mapping
from typing import Protocol

from appliance.api.phones.messages import CALLS_MAX, Key, Ring, RingState, State
from appliance.core.board import Board
from appliance.core.ground.messages import Reply
from appliance.core.messages.proving import is_test
from appliance.core.messages.turns import call_of
from appliance.doors.phones.announced import announced, is_shared, thanked
from appliance.doors.phones.quoted import quoted
from appliance.doors.phones.there import Phrases

LINES_FOR_CALLERS = 2
RINGS_AT_ONCE = CALLS_MAX - LINES_FOR_CALLERS
"""Phones that ring at once. Ours: two lines stay free, so that somebody who dials gets one while a whole team is rung."""
THANKED_S = 10.0
"""How long whoever pressed a key is told what it did, before the box hangs up: the longest such sentence takes 6 s."""

LISTENED_S = 45.0
"""How long somebody may listen before a key. Announcement and keys take 8 s to 12 s, so they are heard three times. A voicemail would
listen for minutes, and six of them would take every line on which people are rung.
"""

RUNG_S = 60.0
"""How long a phone may ring, or wait to be rung. Some phone systems let a phone ring for ever, and six of those would keep a seventh from
being rung at all. It is tried again after as long (`appliance.core.messages.turns.AGAIN_S`).
"""
BEGUN_S = 10.0  # from the answer to the announcement: it takes a second, and who hears nothing hangs up

NO_KEY = "The phone was answered, and no key was pressed. It may have been a voicemail."
NOT_ANSWERED = "Nobody answered the phone."
NOT_RUNG = "The phone could not be rung."
NOT_ANNOUNCED = "The phone was answered, and the announcement could not be played."

_KEYS = {"1": Reply.GOING, "0": Reply.CANNOT}
_ORDER = (State.WAITING, State.RINGING, State.ANSWERED, State.ANNOUNCED)
_LATE = {State.RINGING: NOT_ANSWERED, State.ANSWERED: NOT_ANNOUNCED, State.ANNOUNCED: NO_KEY}
_OVER = frozenset({State.ENDED, State.FAILED})


class Rung(Protocol):
    """What is said to one phone, as the way has it."""

    @property
    def to(self) -> str: ...
    @property
    def practice(self) -> bool: ...


class Way(Protocol):
    """The way to desk phones (`hardware/messengers/phone.py`)."""

    @property
    def shall_ring(self) -> Mapping[str, Rung]: ...
    def rings(self, message: str) -> None: ...
    def fails(self, message: str, why: str, *, unreached: bool = False) -> None: ...
    def answers(self, message: str, reply: str) -> None: ...


class _Ringing:
    """One phone that was told to ring."""

    def __init__(self, ring: str, message: str, rung: Rung, ends_s: float) -> None:
        self.ring = ring
        self.message = message
        self.to = rung.to
        self.practice = rung.practice
        self.come = -1
        """How far it has come: a place in `_ORDER`."""
        self.reply: Reply | None = None
        self.ends_s = ends_s
        """Until when it may be as far as it is: ring, be without an announcement, listen before a key, be told what its key did."""

    @property
    def answered(self) -> bool:
        return self.come >= _ORDER.index(State.ANSWERED)


class RingBook:
    """The phones that ring now; one per door. Times are steady seconds."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._ringing: dict[str, _Ringing] = {}
        """By message."""
        self._run = secrets.token_hex(4)
        """So that no id of a run before this one is taken for one of this run."""
        self._count = 0

    def begin_anew(self) -> None:
        """Forget what rings: another process is at the other end, at which nothing rings yet."""
        self._ringing = {}

    def rings(self, board: Board, phrases: Phrases, now_s: float) -> tuple[Ring, ...]:
        """Give every phone that shall ring now, the most urgent first."""
        self._end_late(now_s)
        shall = self._way.shall_ring
        kept = {
            message: each
            for message, each in self._ringing.items()
            if (message in shall and each.reply is None) or (each.reply is not None and now_s < each.ends_s)
        }
        chosen = self._chosen(board, shall, kept, now_s)
        self._ringing = {each.message: each for each in chosen}
        return tuple(_ring(board, phrases, each) for each in chosen)

    def heard(self, state: RingState, now_s: float) -> bool:
        """Take how far a phone has come. Return False for what cannot be."""
        ringing = self._by_id(state.id)
        if ringing is None:
            return False
        if state.state in _OVER:
            self._over(ringing, state)
            return True
        come = _ORDER.index(state.state)
        if come <= ringing.come:
            return False
        ringing.come = come
        if state.state is State.ANSWERED:
            ringing.ends_s = now_s + BEGUN_S
        elif state.state is State.ANNOUNCED:
            ringing.ends_s = now_s + LISTENED_S
        if state.state is not State.WAITING:
            self._way.rings(ringing.message)
        return True

    def key(self, board: Board, key: Key, now_s: float) -> bool:
        """Take a key. Return False for one that does nothing: too early, a second answer, or no answer at all."""
        ringing = self._by_id(key.of)
        if ringing is None or ringing.reply is not None or ringing.come < _ORDER.index(State.ANNOUNCED):
            return False
        reply = _KEYS.get(key.digit)
        if reply is None or (reply is Reply.CANNOT and is_shared(board.index, ringing.to)):
            return False  # at a phone that anybody may answer, nobody says for another that they cannot come
        ringing.reply, ringing.ends_s = reply, now_s + (0 if is_test(ringing.message) else THANKED_S)
        self._way.answers(ringing.message, reply.value)
        return True

    # ---- inside

    def _end_late(self, now_s: float) -> None:
        """Give up every phone that stays as far as it is for too long: it rings on, or somebody listened and pressed no key."""
        for each in [*self._ringing.values()]:
            if each.reply is None and now_s >= each.ends_s:
                del self._ringing[each.message]
                self._way.fails(each.message, _LATE.get(_ORDER[each.come], NOT_RUNG) if each.come >= 0 else NOT_RUNG)

    def _by_id(self, ring: str) -> _Ringing | None:
        return next((each for each in self._ringing.values() if each.ring == ring), None)

    def _over(self, ringing: _Ringing, state: RingState) -> None:
        del self._ringing[ringing.message]
        if ringing.reply is not None:
            return
        if ringing.answered:
            self._way.fails(ringing.message, NO_KEY)
        elif ringing.come >= _ORDER.index(State.RINGING):
            self._way.fails(ringing.message, f"{NOT_ANSWERED}{quoted(state.why)}")
        else:
            self._way.fails(ringing.message, f"{NOT_RUNG}{quoted(state.why)}", unreached=True)

    def _chosen(
        self, board: Board, shall: Mapping[str, Rung], kept: Mapping[str, _Ringing], now_s: float
    ) -> list[_Ringing]:
        """Choose what rings: first what somebody listens to now, then real before practice, and the more urgent call. A phone rings for
        one call at a time.
        """
        places = {message: at for at, message in enumerate(shall)}

        def order(each: _Ringing) -> tuple[bool, bool, int, int]:
            return not each.answered, each.practice, -_urgency(board, each.message), places.get(each.message, -1)

        fresh = [_Ringing("", message, rung, now_s + RUNG_S) for message, rung in shall.items() if message not in kept]
        chosen: list[_Ringing] = []
        busy: set[str] = set()
        for each in sorted((*kept.values(), *fresh), key=order):
            if len(chosen) < RINGS_AT_ONCE and each.to not in busy:
                busy.add(each.to)
                each.ring = each.ring or self._next_id()
                chosen.append(each)
        return chosen

    def _next_id(self) -> str:
        self._count += 1
        return f"{self._run}-{self._count}"


def _urgency(board: Board, message: str) -> int:
    incident = board.incidents.get(call_of(message))
    return -1 if incident is None else incident.kind.urgency


def _ring(board: Board, phrases: Phrases, each: _Ringing) -> Ring:
    said = announced(board, each.message, each.to)
    if each.reply is not None:
        said = thanked(board, each.message, each.to, each.reply)
    said = phrases.those_there(said)
    return Ring(id=each.ring, to=each.to, clips=said.clips, tone=said.tone, practice=each.practice)
