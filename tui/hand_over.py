"""Handing a call over to the district's alarm panel, in words: whether it may be, what is asked, what is known of it. Pure.

The box decides; this offers only what it would take. Nothing here says that police were told, which nobody here knows.
"""

from datetime import tzinfo

from appliance.api.board.calls import CallCard
from appliance.core.calls.hand_over import TYPED, says
from appliance.core.ground.handed import State
from appliance.flows.naming import call_named
from appliance.plan.model import Kind
from appliance.words.times import clock

NO_PANEL = "This desk does not hand over to an alarm panel. Call 911."
PRACTICE = "Practice is never handed over. If it is real, make it real first."
NOT_EMERGENCY = "Only an emergency is handed over. Call 911, or say that it is one."
NOT_TYPED = f"Nothing was handed over: the word was not {TYPED}."
NOT_SURE = "Nothing was handed over. If police are needed, call 911."
NOW = "Hand over, once. Whether police were told is not known here: call 911 too"
NOT_NOW = "No: nothing goes out"
ASKED = "Asked for. Call 911 as well: what becomes of it is told here."

_MARKS = {
    State.ASKED: "HANDING OVER",
    State.PULSED: "HANDED OVER",
    State.FAILED: "NOT HANDED OVER",
    State.UNKNOWN: "HANDED OVER?",
}


def why_not(call: CallCard, panel: str) -> str:
    """Why a call cannot be handed over from this desk; empty where it can be. `panel` is the plan's for this desk, empty for none."""
    if not panel:
        return NO_PANEL
    if call.drill:
        return PRACTICE
    return "" if call.kind is Kind.EMERGENCY else NOT_EMERGENCY


def is_typed(text: str) -> bool:
    """Whether this is the word. Large or small letters are one."""
    return text.strip().casefold() == TYPED.casefold()


def title(call: CallCard, panel: str) -> str:
    """What is handed over, and to what."""
    return f"HAND OVER {call_named(call)} to {panel}"


def mark(call: CallCard) -> str:
    """On its card; empty where nobody asked for it."""
    return "" if call.handed is None else _MARKS[call.handed.state]


def known(call: CallCard, zone: tzinfo, *, why: bool = True) -> str:
    """What is known of it, as a sentence that ends with what to do; empty where nobody asked for it."""
    if call.handed is None:
        return ""
    said = says(call.handed.state, clock(call.handed.wall_ms, zone), call.handed.why if why else "")
    return f"{said[:1].upper()}{said[1:]}"


def newest(calls: tuple[CallCard, ...]) -> CallCard | None:
    """The call that was handed over last."""
    handed = [(call.handed.wall_ms, call.number, call) for call in calls if call.handed is not None]
    return max(handed, default=(0, 0, None), key=lambda each: each[:2])[2]
