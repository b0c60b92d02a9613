"""What a round changed: what is shown, what is on disk, what is not yet, and whose lamps and answers follow. Decides nothing.

The engine makes these; whoever listens to it is given a `Change` and reads everything else from the board.
"""

import msgspec

from appliance.core.board import Board
from appliance.core.events import IncidentEvent
from appliance.engine.outcome import Submission
from appliance.plan.ids import ButtonId, IncidentId
from appliance.record.events import AnyEvent


class Change(msgspec.Struct, frozen=True):
    """What just happened. `shown` are events new on the board, `kept` those that reached the disk, `buttons` whose lamps speak of them.

    Empty throughout: something volatile changed (a desk came or went), look at everything.
    """

    shown: tuple[AnyEvent, ...] = ()
    kept: tuple[AnyEvent, ...] = ()
    buttons: frozenset[ButtonId] = frozenset()


class Kept(msgspec.Struct, frozen=True):
    """What is on disk of one button's presses: the highest count per contact, in its newest ledger. Receipts are made of this."""

    ledger: str
    counts: dict[str, int]


class Unkept(msgspec.Struct, frozen=True):
    """A round that is shown and not yet on disk, and who waits to hear that it is."""

    events: tuple[AnyEvent, ...]
    buttons: frozenset[ButtonId]
    submissions: list[Submission]


def buttons_of(events: tuple[AnyEvent, ...], before: Board, after: Board) -> frozenset[ButtonId]:
    """Whose lamps speak of these events: every button of the incidents they belong to, also of those they closed."""
    incidents = [after.incidents.get(each) or before.incidents.get(each) for each in incidents_of(events)]
    known = [incident for incident in incidents if incident is not None]
    in_rooms = [after.index.buttons_in.get(incident.room, ()) for incident in known]
    return frozenset().union(*(incident.buttons for incident in known), *in_rooms)


def answer_all(submissions: list[Submission]) -> None:
    """Tell everyone who waits that what was decided is on disk."""
    for submission in submissions:
        submission.speak_decided(recorded=True)
        submission.keep_decided()


def incidents_of(events: tuple[AnyEvent, ...]) -> frozenset[IncidentId]:
    """The incidents these events belong to."""
    return frozenset(event.incident for event in events if isinstance(event, IncidentEvent))
