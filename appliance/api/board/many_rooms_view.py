"""Tells when many rooms called within a minute, how many, and in what time, so that the desk is asked about the whole building. Pure.

This is a question and decides nothing: only a person's typed word starts a response (promise 4). Does not know how anybody answered.
"""

from collections.abc import Iterator
from itertools import takewhile

from appliance.api.board.building import ManyRoomsLine
from appliance.core.board import Board
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.plan.model import Kind

ROOMS_MIN = 5
"""A fight in a hallway makes the two to four rooms beside it press; this is one more. It is the same for 20 rooms and for 120, because
the question is whether more than one corner of the building called, not which share of it. Chance does not make five: a school has 14
to 23 alerts in a whole semester (securitymagazine.com/98935). A needless question costs one key; it starts nothing.
"""
WITHIN_MS = 60_000
"""People who hear the same thing press within seconds, and people who are told of it press within a minute."""
ASKED_MS = 300_000
"""The question is asked at most this long. By then somebody decided, or sent help to each room; and a response can be started without
the question. Ours. Calls that were stood down are remembered longer than this (`appliance.core.calls.closing`), so that a call that
ends changes no question.
"""


def many_rooms(board: Board, now: Moment) -> tuple[ManyRoomsLine, ...]:
    """Give each minute in which enough rooms called, the oldest first, as long as enough of them still have a call open.

    The moment counts at which a call came to this box. Practice and tap-outs do not count: nobody is asked about the real building
    because of them. A room counts once, however often it presses. A call after such a minute can only belong to another one.
    """
    if len(board.incidents) < ROOMS_MIN:
        return ()
    lines = (_line(board, minute, now) for minute in _minutes(_calls(board)))
    return tuple(line for line in lines if line is not None)


def _calls(board: Board) -> list[Incident]:
    lately = (*board.incidents.values(), *(incident for incident, _ in board.stood_down.values()))
    real = [each for each in lately if each.drill is None and each.kind is not Kind.TAP_OUT]
    return sorted(real, key=lambda call: (call.raised.mono_ms, call.number))


def _minutes(calls: list[Incident]) -> Iterator[list[Incident]]:
    """Find the minutes with enough rooms. If calls are added at the end, minutes found before can grow, but do not change otherwise."""
    at = 0
    while at < len(calls):
        until_ms = calls[at].raised.mono_ms + WITHIN_MS
        minute = list(takewhile(lambda call: call.raised.mono_ms <= until_ms, calls[at:]))  # noqa: B023 - used at once
        enough = len({call.room for call in minute}) >= ROOMS_MIN
        if enough:
            yield minute
        at += len(minute) if enough else 1


def _line(board: Board, minute: list[Incident], now: Moment) -> ManyRoomsLine | None:
    first_of = {call.room: call.raised.mono_ms for call in reversed(minute)}
    at_ms = sorted(first_of.values())
    age_ms = max(0, now.mono_ms - at_ms[ROOMS_MIN - 1])
    still_open = {call.room for call in minute if call.incident in board.incidents}
    if age_ms >= ASKED_MS or len(still_open) < ROOMS_MIN:
        return None
    return ManyRoomsLine(first=minute[0].incident, rooms=len(at_ms), over_ms=at_ms[-1] - at_ms[0], age_ms=age_ms)
