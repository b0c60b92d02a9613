"""The rules of single keys: why one does nothing now, in words for whoever pressed it, and which call it acts on. Pure.

`tui/keys/table.py` names a rule beside its key. What holds of every key, such as its stages, is in `ConsoleModel.why_not`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from appliance.api.board.calls import CallCard, TapOutLine
from appliance.flows.box.new_box import NOT_NEW
from appliance.flows.calls import accepting, at_once, hand_over, locating, notes, responding, tap_outs, texts, urgency
from appliance.flows.calls.hand_off import NO_OTHER_DESK
from appliance.flows.devices.carried import NO_PENDANT
from appliance.flows.duties.listing import NOT_PROVEN
from appliance.flows.practice import real
from appliance.flows.practice.walk_test import NO_TEST_WAITS
from appliance.flows.sentences import CALL_IS_OPEN, STAYS, only_watches

if TYPE_CHECKING:
    from tui.model import ConsoleModel, Line

type Reason = Callable[["ConsoleModel", int], str]
"""Why a key does nothing, asked with the model and the moment; empty where nothing is against it."""
type ReasonThere = Callable[["ConsoleModel", CallCard | TapOutLine], str]
"""Why it does nothing about one call or tap-out that a person named by its number; empty where nothing is against it."""
type Finder = Callable[["ConsoleModel", int], "Line | None"]
"""What a key acts on, asked likewise; None where there is nothing."""


# ---- what a key acts on, where that is not the selected call


def ringing(model: "ConsoleModel", _now_ms: int) -> "Line | None":
    """The call that rings and comes next."""
    return model.to_acknowledge


def undoable(model: "ConsoleModel", now_ms: int) -> "Line | None":
    """What this desk acted on last, while it can take that back."""
    undone = model.to_undo(now_ms)
    return next((line for line in model.lines if line.incident == undone), None)


def without_name(model: "ConsoleModel", _now_ms: int) -> "Line | None":
    """What this desk owes a name for."""
    return model.name_owed_for


# ---- why a key does nothing now


def none(_model: "ConsoleModel", _now_ms: int) -> str:
    """Nothing of its own is against it."""
    return ""


def nothing_rings(model: "ConsoleModel", _now_ms: int) -> str:
    """A call is taken only while it rings."""
    return "" if model.to_acknowledge else at_once.nothing_rings(model.calls)


def has_somebody(_model: "ConsoleModel", line: CallCard | TapOutLine) -> str:
    """Only a call that rings can be taken: for any other the key would take the next one that rings."""
    return "" if isinstance(line, CallCard) and line.ringing else at_once.HAS_SOMEBODY


def nothing_to_undo(model: "ConsoleModel", now_ms: int) -> str:
    """What a desk did can be taken back for ten seconds."""
    return "" if model.to_undo(now_ms) else at_once.NOTHING_TO_UNDO


def no_name_owed(model: "ConsoleModel", _now_ms: int) -> str:
    """A name is asked only of whoever acted without one."""
    return "" if model.name_owed_for else notes.NO_NAME_OWED


def no_name_owed_there(model: "ConsoleModel", line: CallCard | TapOutLine) -> str:
    """A console that only watches owes nothing."""
    if model.desk is None:
        return only_watches("act")
    return "" if any(owed.asks(model.desk) for owed in line.names_owed) else notes.NO_NAME_OWED_IN_IT


def real_there(_model: "ConsoleModel", line: CallCard | TapOutLine) -> str:
    """Only practice can be made real."""
    return real.real_already(line)


def nothing_there(_model: "ConsoleModel", _line: CallCard | TapOutLine) -> str:
    """Nothing is against one call or tap-out that is not against the key."""
    return ""


def real_already(model: "ConsoleModel", _now_ms: int) -> str:
    """Only a call of practice can be made real."""
    return real.real_already(model.selected) if model.selected else ""


def all_on_scene(model: "ConsoleModel", _now_ms: int) -> str:
    """Nobody who was sent is still to come."""
    return responding.nobody_to_come(model.selected) if model.selected else ""


def most_urgent(model: "ConsoleModel", _now_ms: int) -> str:
    """No other kind can be said of it."""
    return urgency.most_urgent(model.selected) if model.selected else ""


def place_is_known(model: "ConsoleModel", _now_ms: int) -> str:
    """Only of a call that came from no room can somebody say where it is."""
    return locating.place_is_known(model.selected) if model.selected else ""


def place_is_known_there(_model: "ConsoleModel", line: CallCard | TapOutLine) -> str:
    """The same of a call that was named by its number."""
    return locating.place_is_known(line) if isinstance(line, CallCard) else locating.PLACE_IS_KNOWN


def no_answer_waits(model: "ConsoleModel", _now_ms: int) -> str:
    """Only an answer that came without its code is accepted."""
    return accepting.no_answer_waits(model.selected) if model.selected else ""


def no_answer_waits_there(_model: "ConsoleModel", line: CallCard | TapOutLine) -> str:
    """The same of a call that was named by its number."""
    return accepting.no_answer_waits(line) if isinstance(line, CallCard) else accepting.NO_ANSWER_WAITS


def no_text_waits(model: "ConsoleModel", _now_ms: int) -> str:
    """Only texts that nobody read are shown."""
    return texts.no_text_waits(model.view)


def no_other_desk(model: "ConsoleModel", _now_ms: int) -> str:
    """A call is handed to another desk."""
    return "" if model.other_desks else NO_OTHER_DESK


def not_handed_over(model: "ConsoleModel", _now_ms: int) -> str:
    """Only an emergency goes to an alarm panel, and only from a desk that the plan names."""
    return hand_over.why_not(model.selected, model.panel) if model.selected else ""


def no_pendant(model: "ConsoleModel", _now_ms: int) -> str:
    """Only a pendant that goes with a duty is carried by somebody else each day."""
    return "" if model.facts and model.facts.duties else NO_PENDANT


def not_proven(model: "ConsoleModel", _now_ms: int) -> str:
    """What is owed is read only by whoever proved who they are."""
    return "" if model.view and model.view.proven else f"{NOT_PROVEN} Press O, then type it."


def stays(model: "ConsoleModel", _now_ms: int) -> str:
    """The box's own screen is never left, and no desk while a call is open that it can see."""
    if model.kiosk:
        return STAYS
    return CALL_IS_OPEN if model.calls and not model.blind else ""


def no_test_rang(model: "ConsoleModel", _now_ms: int) -> str:
    """Only a press that a walk test of this desk waits for can be called a test."""
    return NO_TEST_WAITS if model.test_rang is None else ""


def no_drill(model: "ConsoleModel", _now_ms: int) -> str:
    """Only a drill that runs can be made real."""
    return "" if model.view and model.view.drill else real.NO_DRILL


def not_new(model: "ConsoleModel", _now_ms: int) -> str:
    """Only a box without a record of its own takes another's place."""
    return "" if model.may_restore else NOT_NEW


def no_tap_out(model: "ConsoleModel", _now_ms: int) -> str:
    """There is nobody to answer."""
    return "" if model.view and model.view.tap_outs else tap_outs.NOBODY_ASKS
