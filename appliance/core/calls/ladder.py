"""The ladder of one call: whom to tell next, what to pass over, when nobody is left. Pure; gives events and changes nothing."""

from appliance.core.board import Board
from appliance.core.calls.events import Follows, LadderExhausted, StepSkipped, StepTaken
from appliance.core.calls.reach import (
    attended_desks,
    counts_for,
    everyone,
    misses_a_desk,
    more_than_lamps,
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
from appliance.plan.model import Kind
from appliance.words.troubles import STEP_UNREACHABLE


class Ladder:
    """The ladder as one call sees it now. Made for a single decision."""

    def __init__(self, board: Board, heard: Heard, incident: IncidentId, place: Place, now: Moment) -> None:
        self._board, self._heard, self._now = board, heard, now
        self._incident, self._place = incident, place
        self._steps = ladder_of(board.index.plan)

    def reaches(self, number: int) -> tuple[str, ...]:
        """Whom one step reaches."""
        return reaches(self._board, self._heard, number, self._place, self._now)

    def first(self, knows: DeskId | None) -> tuple[str, ...]:
        """Whom step 0 reaches, and the desk that `knows` of the call since it was raised there, whatever the step names."""
        told = self.reaches(0)
        return told if knows is None else tuple(dict.fromkeys((*told, f"desk:{knows}")))

    def after_first(self, knows: DeskId | None) -> list[Follows]:
        """What follows at once from step 0 (inside CallRaised): often nothing. Only what the step names is reached by it."""
        reached = more_than_lamps(self._board, self.reaches(0)) or knows in self._steps[0].desks
        if reached and not misses_a_desk(self._board, 0, self._place):
            return []
        skipped = [] if reached else self._skipped(0)
        return [*skipped, *self.climb(1, told_already=reached or knows is not None)]

    def climb(self, start: int, *, told_already: bool) -> list[Follows]:
        """Steps from `start` on until one reaches somebody and misses no desk for standing in the room's own zone.

        With nobody left the ladder is exhausted at once, unless somebody was told before and may still acknowledge.
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
        """The last step again, for all the ladder can reach; for as long as it takes."""
        told = everyone(self._board, self._heard, self._place, self._now)
        return [StepTaken(incident=self._incident, step=len(self._steps) - 1, told=told)]

    def _skipped(self, number: int) -> list[Follows]:
        events: list[Follows] = [StepSkipped(incident=self._incident, step=number)]
        cause = Cause(STEP_UNREACHABLE.word, str(number))
        known = cause.key in self._board.troubles
        # A step that only names desks of the room's own zone is in order; it just does not serve this room.
        if not known and not _in_order(self._board, self._heard, number, self._now):
            detail = f"Step {number + 1} of the ladder reaches nobody. {STEP_UNREACHABLE.do}"
            events.append(TroubleRaised(cause=cause, detail=detail))
        return events


def ladder_for(board: Board, heard: Heard, incident: Incident, now: Moment) -> Ladder:
    """The ladder of an open incident."""
    return Ladder(board, heard, incident.incident, incident.place, now)


def next_step(board: Board, heard: Heard, incident: Incident, now: Moment) -> list[Follows]:
    """The step after the last one taken; everyone again when there is none left. A tap-out stays on its first step."""
    ladder = ladder_for(board, heard, incident, now)
    steps = len(ladder_of(board.index.plan))
    told_already = more_than_lamps(board, incident.told)
    if incident.kind is Kind.TAP_OUT and (not incident.exhausted or incident.step < 0):
        return ladder.climb(0, told_already=told_already)
    if incident.step + 1 < steps and not incident.exhausted:
        return ladder.climb(incident.step + 1, told_already=told_already)
    return ladder.everyone_again()


def rings_nowhere(board: Board, heard: Heard, incident: Incident, now: Moment) -> bool:
    """Whether the one desk it was handed to, and rings at alone, is one where nobody sits any more."""
    to = incident.handed_to
    return incident.ringing and to is not None and not counts_for(board, heard, to, incident.place, now)


def taken_back(board: Board, heard: Heard, incident: Incident, now: Moment) -> list[Follows]:
    """A call comes back from the desk it was handed to: all whom the steps until now reach are told again. Empty where that is nobody."""
    ladder = ladder_for(board, heard, incident, now)
    taken = range(min(incident.step + 1, len(ladder_of(board.index.plan))))
    told = tuple(dict.fromkeys(who for number in taken for who in ladder.reaches(number)))
    return [StepTaken(incident=incident.incident, step=max(0, incident.step), told=told)] if told else []


def left_out(board: Board, heard: Heard, incident: Incident, now: Moment) -> list[Follows]:
    """A call that rings again does so for all whom the steps until now reach, also who heard no more of it once one desk was handed it."""
    return [
        step
        for step in taken_back(board, heard, incident, now)
        if isinstance(step, StepTaken) and not incident.told.issuperset(step.told)
    ]


def from_nowhere(board: Board, heard: Heard, incident: Incident, now: Moment) -> list[Follows]:
    """What follows at once where a call `rings_nowhere`; with nobody left nobody has it, and its lamp says so."""
    back = taken_back(board, heard, incident, now)
    if any(isinstance(step, StepTaken) and more_than_lamps(board, step.told) for step in back):
        return back
    return [*back, *ladder_for(board, heard, incident, now).climb(incident.step + 1, told_already=False)]


def latecomers(board: Board, heard: Heard, incident: Incident, now: Moment) -> list[Follows]:
    """Tells desks that became attended after their step was taken or passed over: they need not wait for the next."""
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
    """Steps in trouble that reach somebody again, or that the plan no longer has."""
    steps = len(ladder_of(board.index.plan))
    open_steps = [trouble.cause for trouble in board.troubles.values() if trouble.cause.what == STEP_UNREACHABLE.word]
    return [
        TroubleRestored(cause=cause)
        for cause in open_steps
        if int(cause.subject) >= steps or _in_order(board, heard, int(cause.subject), now)
    ]


def _in_order(board: Board, heard: Heard, number: int, now: Moment) -> bool:
    """Whether a step reaches whom it is for, wherever the call is. One that only lights lamps does: the next comes at once."""
    told = reaches(board, heard, number, None, now)
    ladder = board.index.plan.ladder
    only_lamps = bool(ladder and told) and not (ladder[number].desks or ladder[number].roles)
    return only_lamps or more_than_lamps(board, told)
