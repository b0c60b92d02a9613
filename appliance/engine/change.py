"""Says what a round changed: the new events, what reached the disk, and which buttons must be told. Decides nothing. The engine makes
these values. Every listener gets a `Change`, and reads everything else from the board.
"""

from collections.abc import Sequence

import msgspec

from appliance.core.board import Board
from appliance.core.building.events import ResponseEnded, ResponseStarted, SafePressed
from appliance.core.calls.events import CallRaised, CallRaisedElsewhere, PressedAgain
from appliance.core.devices.events import ButtonBackInService, ButtonOutOfService, ButtonsTakenOver
from appliance.core.ground.events import EpochStarted, IncidentEvent, PlanAdopted, RoomClearEvent
from appliance.core.ground.words import Counting
from appliance.core.practice.events import PressAttested, WalkTestArmed, WalkTestEnded, WalkTestPassed
from appliance.core.standing import counter_of
from appliance.engine.outcome import Submission
from appliance.plan.ids import ButtonId, IncidentId
from appliance.record.events import AnyEvent, is_live

_EVERY_BUTTON = (PlanAdopted, EpochStarted, ButtonsTakenOver, ResponseStarted, ResponseEnded)
"""Events that change what every button is told. The lamps go dark at once when a lockdown starts, and come back at once when it ends. The
buttons obey at once a box that takes them over.
"""

_CARE = (WalkTestArmed, PressAttested, WalkTestEnded, ButtonOutOfService, ButtonBackInService)
"""Events that change what one button's lamp says without a press."""

_PRESSES = (CallRaised, CallRaisedElsewhere, PressedAgain, WalkTestPassed, SafePressed)


class Change(msgspec.Struct, frozen=True):
    """What just happened. `shown` are the events that are new on the board. `kept` are the events that reached the disk. `buttons` are
    the buttons whose lamps speak of these events, the buttons that were pressed first.

    If all three are empty, something volatile changed (a desk came or went): the listener looks at everything.
    """

    shown: tuple[AnyEvent, ...] = ()
    kept: tuple[AnyEvent, ...] = ()
    buttons: tuple[ButtonId, ...] = ()

    @property
    def volatile(self) -> bool:
        """Return whether nothing was decided, so that everything may have changed."""
        return not (self.shown or self.kept or self.buttons)


class Unkept(msgspec.Struct, frozen=True):
    """A round that is not yet on disk: its events, the buttons whose lamps it concerns, the presses it counts, and who waits to hear that
    it is kept.
    """

    events: tuple[AnyEvent, ...]
    buttons: tuple[ButtonId, ...]
    counted: tuple[tuple[Counting, int], ...]
    submissions: list[Submission]

    @classmethod
    def round(
        cls, events: tuple[AnyEvent, ...], before: Board, after: Board, submissions: list[Submission]
    ) -> "Unkept":
        """Work out all that can be known of a round while the disk writes it, so that none of this work delays the receipts."""
        counted = tuple(found for event in events if is_live(event) and (found := counter_of(event)) is not None)
        return cls(events, _buttons_of(events, before, after), counted, submissions)


def answer_all(submissions: Sequence[Submission]) -> None:
    """Tell everyone who waits that what was decided is on disk."""
    for submission in submissions:
        submission.speak_decided(recorded=True)
        submission.keep_decided()


def incidents_of(events: tuple[AnyEvent, ...]) -> frozenset[IncidentId]:
    """Give the incidents that these events belong to."""
    return frozenset(event.incident for event in events if isinstance(event, IncidentEvent))


def _buttons_of(events: tuple[AnyEvent, ...], before: Board, after: Board) -> tuple[ButtonId, ...]:
    """Give the buttons whose lamps speak of these events: first the pressed buttons, then every button of the incidents that the events
    belong to, and every button of the room to which a class goes. That includes incidents and clears which the events closed.
    """
    if any(isinstance(event, _EVERY_BUTTON) for event in events):
        return tuple(after.index.buttons)
    found: dict[ButtonId, None] = {}
    for event in events:
        if isinstance(event, _PRESSES) and event.source.button is not None:
            found[event.source.button] = None
        elif isinstance(event, _CARE):
            found[event.button] = None
        elif isinstance(event, RoomClearEvent):
            clear = after.clears.get(event.clear) or before.clears.get(event.clear)
            found |= dict.fromkeys(() if clear is None else after.index.buttons_in.get(clear.to, ()))
    for name in sorted(incidents_of(events)):
        for incident in (
            after.incidents.get(name),
            before.incidents.get(name),
        ):  # it may be said to be in another room now
            if incident is not None:
                in_room = () if incident.room is None else after.index.buttons_in.get(incident.room, ())
                found |= dict.fromkeys((*sorted(incident.buttons), *in_room))
    return tuple(found)
