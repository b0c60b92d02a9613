"""Acts that need no further question: I have it, all right, it is real, undo; and why one of them does nothing now. Pure."""

from appliance.api.board.calls import CallCard, TapOutLine
from appliance.core.calls.commands import Acknowledge, ConfirmAllRight, Undo
from appliance.core.practice.commands import MakeReal
from appliance.flows.flow import Flow
from appliance.flows.parts import Given

NOTHING_TO_UNDO = "This desk did nothing in the last ten seconds that can be undone."
HAS_SOMEBODY = "Nothing of this call rings: somebody has it already."


def nothing_rings(calls: tuple[CallCard, ...]) -> str:
    """Why no call can be taken: these are open, and none of them rings."""
    return "Nothing rings: every call has somebody." if calls else "Nothing rings: no call is open."


def real_already(line: CallCard | TapOutLine) -> str:
    """Why a call or a tap-out cannot be made real; empty where it is practice."""
    return "" if line.drill else f"This {'tap-out' if isinstance(line, TapOutLine) else 'call'} is real already."


def _undo(given: Given) -> Undo | str:
    incident = given.known.to_undo
    return Undo(incident=incident) if incident else NOTHING_TO_UNDO


ACKNOWLEDGE = Flow("have", lambda given: Acknowledge(incident=given.incident))
ALL_RIGHT = Flow("all right", lambda given: ConfirmAllRight(incident=given.incident))
MAKE_REAL = Flow(
    "real",
    lambda given: MakeReal(incident=given.incident),
    done="Done: it is real, and nobody has it yet.",
    nothing_after=True,
)
UNDO = Flow("undo", _undo, done="Done: it is taken back.")
