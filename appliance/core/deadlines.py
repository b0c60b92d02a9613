"""Tells the next moment at which something is due, and what follows then. Pure: the shell sets one timer to `next_deadline`.

Each look moves on: once the events of `overdue(board, heard, now)` are applied, everything that was due is due later or is over. If a
look fails at something, that is looked at alone; if this fails too, it is put off (`Heard.put_off`), so that it silences nothing
else.
"""

from collections.abc import Iterator, Sequence

from appliance.core.board import Board
from appliance.core.calls.events import AcknowledgementExpired, HelpOverdue, LadderExhausted
from appliance.core.calls.ladder import (
    from_nowhere,
    latecomers,
    left_out,
    next_step,
    reachable_again,
    rings_nowhere,
    taken_back,
)
from appliance.core.calls.stages import NEXT_AWAITED
from appliance.core.calls.timing import help_due, ladder_due
from appliance.core.devices import chatter, damping, shelf
from appliance.core.devices.service import times_up
from appliance.core.devices.supervision import Heard, silences, supervision_deadline
from appliance.core.events import Event
from appliance.core.exercise_sets import known as exercise_sets
from appliance.core.exercises import running as exercises
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Awaited, Stage
from appliance.core.messages import turns
from appliance.core.messages.codes import with_codes
from appliance.core.messages.events import MessageQueued
from appliance.core.practice.drill_over import drill_over, left_behind
from appliance.core.practice.events import WalkTestEnded
from appliance.plan.ids import DeskId, IncidentId


def next_deadline(board: Board, heard: Heard) -> int | None:
    """Give the earliest `mono_ms` at which a `Look` is needed; None when nothing is open and nothing is supervised."""
    return min(_moments(board, heard), default=None)


def overdue(board: Board, heard: Heard, now: Moment, only: tuple[IncidentId, ...] | None = None) -> list[Event]:
    """Give everything that is due at `now`, or only what `Look.only` names. Notes in `heard` that somebody looked; does not change the
    board.
    """
    touched = bool(heard.touched) or only is not None
    heard.looked(now, board.index.plan.limits)
    events: list[Event] = []
    looked_at: list[Incident] = []
    for incident in board.incidents.values():
        if not heard.passes_over(incident.incident, now) if only is None else incident.incident in only:
            events += _in_incident(board, heard, incident, now, touched=touched)
            looked_at.append(incident)
    events += _messages(board, heard, looked_at, now)
    if not heard.passes_over(None, now) if only is None else not only:
        events += _in_the_house(board, heard, now)
    return _once(events)


def _in_incident(board: Board, heard: Heard, incident: Incident, now: Moment, *, touched: bool) -> Sequence[Event]:
    if incident.drill is not None and _practice_over(board, now):
        return []
    if rings_nowhere(board, heard, incident, now):
        return from_nowhere(board, heard, incident, now)
    late = latecomers(board, heard, incident, now) if touched else []
    return [*late, *_due(board, heard, incident, now)] if incident.due_ms <= now.mono_ms else late


def _messages(board: Board, heard: Heard, incidents: list[Incident], now: Moment) -> list[MessageQueued]:
    """Tell people of these calls, of the most urgent first, so that a message that speaks of several is about that one."""
    queued: list[MessageQueued] = []
    for incident in sorted(incidents, key=lambda each: -each.kind.urgency):
        if incident.drill is None or not _practice_over(board, now):
            queued += with_codes(board, heard, turns.turn(board, heard, incident, now, queued), queued)
    return queued


def _practice_over(board: Board, now: Moment) -> bool:
    return board.drill is None or _drill_ends(board, now)


def _drill_ends(board: Board, now: Moment) -> bool:
    return board.drill is not None and board.drill.ends_ms <= now.mono_ms


def _in_the_house(board: Board, heard: Heard, now: Moment) -> list[Event]:
    """Give what is due outside all incidents. Parts that forget what they looked at come last, so that nothing is lost if another part
    fails.
    """
    events: list[Event] = []
    if board.drill is not None and _drill_ends(board, now):
        events += drill_over(board, board.drill, None)
        if not exercises.holds(board, board.drill):
            events += exercise_sets.drill_done(board.year, board.drill.name)
    events += left_behind(board)
    if board.walk_test is not None and board.walk_test.ends_ms <= now.mono_ms:
        events.append(WalkTestEnded(button=board.walk_test.button))
    events += exercises.times_up(board, now)
    events += times_up(board, heard, now)
    events += shelf.times_up(board, now)
    events += silences(board, heard, now)
    events += reachable_again(board, heard, now)
    events += damping.held_long_enough(board, heard, now)
    events += chatter.times_up(board, heard, now)
    return events


def _moments(board: Board, heard: Heard) -> Iterator[int]:
    for incident in board.incidents.values():
        turn_ms = turns.due_ms(board, heard, incident)
        due_ms = incident.due_ms if turn_ms is None else min(incident.due_ms, turn_ms)
        yield max(due_ms, heard.put_off.get(incident.incident, due_ms))
    house_ms = min(_house_moments(board, heard), default=None)
    if house_ms is not None:
        yield max(house_ms, heard.put_off.get(None, house_ms))
    yield from (heard.touched[desk] for desk in heard.touched if _missed_something(board, desk))


def _house_moments(board: Board, heard: Heard) -> Iterator[int]:
    if board.drill is not None:
        yield board.drill.ends_ms
    if board.walk_test is not None:
        yield board.walk_test.ends_ms
    exercise_ms = exercises.due_ms(board)
    if exercise_ms is not None:
        yield exercise_ms
    for out in board.out_of_service.values():
        yield out.ends_ms
    for shelved in board.shelved.values():
        yield shelved.ends_ms
    yield from damping.holds_until(heard)
    yield from chatter.moments(board, heard)
    supervised = supervision_deadline(board, heard)
    if supervised is not None:
        yield supervised


def _missed_something(board: Board, desk: DeskId) -> bool:
    """Whether something rings that this desk was never told, although somebody has just touched a key there."""
    name = f"desk:{desk}"
    return any(incident.ringing and name not in incident.told for incident in board.incidents.values())


def _due(board: Board, heard: Heard, incident: Incident, now: Moment) -> Sequence[Event]:
    plan = board.index.plan
    awaited = help_due(incident, plan.limits)
    if awaited is not None and awaited[0] <= now.mono_ms:
        return [_late(incident), *left_out(board, heard, incident, now), *next_step(board, heard, incident, now)]
    ladder = ladder_due(incident, plan)
    if incident.handed_to is not None and (back := taken_back(board, heard, incident, now)):
        return back  # what is due is still due after this, and comes at the next look
    if ladder is not None and ladder[1] == "acknowledge":
        return [LadderExhausted(incident=incident.incident)]
    if ladder is not None and ladder[1] == "ask-again" and incident.stage is Stage.CALLED:
        waits = HelpOverdue(incident=incident.incident, awaited=Awaited.COVER)
        return [waits, *next_step(board, heard, incident, now)]
    return next_step(board, heard, incident, now)


def _late(incident: Incident) -> Event:
    if incident.stage is Stage.ACKNOWLEDGED:
        return AcknowledgementExpired(incident=incident.incident)
    return HelpOverdue(incident=incident.incident, awaited=NEXT_AWAITED[incident.stage])


def _once(events: list[Event]) -> list[Event]:
    """Drop the second of two equal events: two calls that pass over the same step raise its trouble once."""
    return list(dict.fromkeys(events))
