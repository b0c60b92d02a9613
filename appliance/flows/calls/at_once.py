"""Acts that need no further question: I have it, all right, undo; and why one of them does nothing now. Pure."""

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import Acknowledge, ConfirmAllRight, Undo
from appliance.flows.flow import Flow
from appliance.flows.parts import Given

NOTHING_TO_UNDO = "This desk did nothing in the last ten seconds that can be undone."
NOBODY_ON_SCENE = "Nobody is on scene yet: record the arrival first."
HAS_SOMEBODY = "Nothing of this call rings: somebody has it already."


def nothing_rings(calls: tuple[CallCard, ...]) -> str:
    """Why no call can be taken: these are open, and none of them rings."""
    return "Nothing rings: every call has somebody." if calls else "Nothing rings: no call is open."


def _undo(given: Given) -> Undo | str:
    incident = given.known.to_undo
    return Undo(incident=incident) if incident else NOTHING_TO_UNDO


ACKNOWLEDGE = Flow("have", lambda given: Acknowledge(incident=given.incident))
ALL_RIGHT = Flow("all right", lambda given: ConfirmAllRight(incident=given.incident))
UNDO = Flow("undo", _undo, done="Done: it is taken back.")
