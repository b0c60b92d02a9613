"""Climbs the ladder of one call: whom to tell next, which steps to pass over, and when nobody is left. Pure; gives events and changes
nothing.
"""

from appliance.core.board import Board
from appliance.core.calls.events import Follows, LadderExhausted, StepSkipped, StepTaken
from appliance.core.calls.reach import (
    attended_desks,
    counts_for,
    everyone,
    misses_a_desk,
    more_than_lamps,
    named_by,
    reaches,
)
from appliance.core.calls.timing import ladder_of
from appliance.core.devices.events import TroubleRaised, TroubleRestored
from appliance.core.devices.supervision import Heard
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place
from appliance.core.ground.words import Cause
from appliance.plan.ids import DeskId, IncidentId
from appliance.plan.model import Kind, given
from appliance.words.troubles import STEP_UNREACHABLE


class Ladder:
    """The ladder as one call sees it now. It is made for a single decision."""

    def __init__(self, board: Board, heard: Heard, incident: IncidentId, place: Place, now: Moment) -> None:
        self._board, self._heard, self._now = board, heard, now
        self._incident, self._place = incident, place
        self._steps = ladder_of(board.index.plan)

    def reaches(self, number: int) -> tuple[str, ...]:
        """Give everybody whom one step reaches."""
        return reaches(self._board, self._heard, number, self._place, self._now)

    def first(self, knows: DeskId | None) -> tuple[str, ...]:
        """Give everybody whom step 0 reaches. The desk at which the call was raised (`knows`) is always among them, even if the step
        does not name it.
        """
        told = self.reaches(0)
        return told if knows is None else tuple(dict.fromkeys((*told, f"desk:{knows}")))

    def after_first(self, knows: DeskId | None) -> list[Follows]:
        """Give what follows at once from step 0 (inside CallRaised), often nothing. The step counts as reached only by those that it
        names.
        """
        reached = more_than_lamps(self._board, self.reaches(0)) or knows in self._steps[0].desks
        if reached and not misses_a_desk(self._board, 0, self._place):
            return []
        skipped = [] if reached else self._skipped(0)
        return [*skipped, *self.climb(1, told_already=reached or knows is not None)]

    def climb(self, start: int, *, told_already: bool) -> list[Follows]:
        """Take steps from `start` on, until one reaches somebody and leaves out no desk because it is in the room's own zone.

        If nobody is left, the ladder is exhausted at once, unless somebody was told before and may still acknowledge.
        """
        events: list[Follows] = []
        for number in range(start, len(self._steps)):
            told = self.reaches(number)
            if told:
                events.append(StepTaken(incident=self._incident, step=number, told=told))
            if not more_than_lamps(self._board, told):
                events += self._skipped(number)
                continue
            told_already = True
            if not misses_a_desk(self._board, number, self._place):
                return events
        return events if told_already else [*events, LadderExhausted(incident=self._incident)]

    def everyone_again(self) -> list[Follows]:
        """Take the last step again, for everybody whom the ladder can reach. This is repeated for as long as it takes."""
        told = everyone(self._board, self._heard, self._place, self._now)
        return [StepTaken(incident=self._incident, step=len(self._steps) - 1, told=told)]

    def _skipped(self, number: int) -> list[Follows]:
        events: list[Follows] = [StepSkipped(incident=self._incident, step=number)]
        cause = Cause(STEP_UNREACHABLE.word, str(number))
        known = cause.key in self._board.troubles
        # A step that only names desks of the room's own zone has no fault; it just cannot serve this room.
        if not known and not _in_order(self._board, self._heard, number, self._now):
            detail = f"Step {number + 1} of the ladder reaches nobody. {STEP_UNREACHABLE.do}"
            events.append(TroubleRaised(cause=cause, detail=detail))
        return events


def ladder_for(board: Board, heard: Heard, incident: Incident, now: Moment) -> Ladder:
    """Give the ladder of an open incident."""
    return Ladder(board, heard, incident.incident, incident.place, now)


def next_step(board: Board, heard: Heard, incident: Incident, now: Moment) -> list[Follows]:
    """Take the step after the last one taken; if none is left, tell everyone again. A tap-out stays on its first step."""
    ladder = ladder_for(board, heard, incident, now)
    steps = len(ladder_of(board.index.plan))
    told_already = more_than_lamps(board, incident.told)
    if incident.kind is Kind.TAP_OUT and (not incident.exhausted or incident.step < 0):
        return ladder.climb(0, told_already=told_already)
    if incident.step + 1 < steps and not incident.exhausted:
        return ladder.climb(incident.step + 1, told_already=told_already)
    return ladder.everyone_again()


def rings_nowhere(board: Board, heard: Heard, incident: Incident, now: Moment) -> bool:
    """Whether the call rings only at the desk that it was handed to, and nobody sits at that desk any more."""
    to = incident.handed_to
    return incident.ringing and to is not None and not counts_for(board, heard, to, incident.place, now)


def taken_back(board: Board, heard: Heard, incident: Incident, now: Moment) -> list[Follows]:
    """Take a call back from the desk that it was handed to: everybody whom the steps until now reach is told again. Empty if that is
    nobody.
    """
    ladder = ladder_for(board, heard, incident, now)
    taken = range(min(incident.step + 1, len(ladder_of(board.index.plan))))
    told = tuple(dict.fromkeys(who for number in taken for who in ladder.reaches(number)))
    return [StepTaken(incident=incident.incident, step=max(0, incident.step), told=told)] if told else []


def left_out(board: Board, heard: Heard, incident: Incident, now: Moment) -> list[Follows]:
    """Tell everybody whom the steps until now reach, when a call rings again. This includes those who heard no more of it after it was
    handed to one desk.
    """
    return [
        step
        for step in taken_back(board, heard, incident, now)
        if isinstance(step, StepTaken) and not incident.told.issuperset(step.told)
    ]


def from_nowhere(board: Board, heard: Heard, incident: Incident, now: Moment) -> list[Follows]:
    """Give what follows at once when a call `rings_nowhere`. If nobody is left, nobody has the call, and its lamp says so."""
    back = taken_back(board, heard, incident, now)
    if any(isinstance(step, StepTaken) and more_than_lamps(board, step.told) for step in back):
        return back
    return [*back, *ladder_for(board, heard, incident, now).climb(incident.step + 1, told_already=False)]


def latecomers(board: Board, heard: Heard, incident: Incident, now: Moment) -> list[Follows]:
    """Tell desks that became attended after their step was taken or passed over, so that they need not wait for the next step."""
    steps = ladder_of(board.index.plan)
    if not incident.ringing or incident.handed_to is not None:
        return []
    reached = len(steps) if incident.exhausted else min(incident.step + 1, len(steps))
    found: dict[str, None] = {}
    for number in range(reached):
        found.update((f"desk:{desk}", None) for desk in attended_desks(board, heard, number, incident.place, now))
    told = tuple(desk for desk in found if desk not in incident.told)
    return [StepTaken(incident=incident.incident, step=max(0, incident.step), told=told)] if told else []


def reachable_again(board: Board, heard: Heard, now: Moment) -> list[Follows]:
    """End the trouble of steps that reach somebody again, or that the plan no longer has."""
    steps = len(ladder_of(board.index.plan))
    open_steps = [trouble.cause for trouble in board.troubles.values() if trouble.cause.what == STEP_UNREACHABLE.word]
    return [
        TroubleRestored(cause=cause)
        for cause in open_steps
        if int(cause.subject) >= steps or _in_order(board, heard, int(cause.subject), now)
    ]


def _in_order(board: Board, heard: Heard, number: int, now: Moment) -> bool:
    """Whether a step reaches the people whom it is for, wherever the call is. A step that only lights lamps does, because the next step
    comes at once. So does a step whose people are told by messages: each way that fails is a trouble of its own.
    """
    told = reaches(board, heard, number, None, now)
    ladder = board.index.plan.ladder
    only_lamps = bool(ladder and told) and not (ladder[number].desks or ladder[number].roles)
    if only_lamps or more_than_lamps(board, told):
        return True
    if not ladder:
        return False
    return bool(given(ladder[number].phones)) or any(each.message_ways for each in named_by(board, ladder[number], now))
