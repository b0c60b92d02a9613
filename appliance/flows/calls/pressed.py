"""How a call was pressed that cannot be answered, who carries what was pressed, and how well its place is known. Pure; in words."""

from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard
from appliance.api.board.practice import WalkTestLine

PENDANT = "a pendant: it cannot show that help is coming"
PENDANT_IN_SHORT = "pendant: cannot show that help is coming"
PANEL = "the panel may already have called the police"
PANEL_IN_SHORT = "panel told police?"
PAGE = "a page in a browser: it shows what comes of the call only while it is open"
PAGE_IN_SHORT = "page: told only while it is open"
PHONE = "a telephone: the caller is told by voice, while they stay on the line"
PHONE_IN_SHORT = "phone: told by voice on the line"
TEXT = "a text: the caller cannot be told here"
TEXT_IN_SHORT = "text: caller cannot be told"
_NOT_TOLD = "The caller cannot be told."
_ONLY = {"pendant": PENDANT, "page": PAGE, "phone": PHONE, "text": TEXT}


def carried_by(call: CallCard) -> str:
    """Who carries it; nobody wrote that down, and so it is said where it is from."""
    return f"carried by {call.carried} (said at the desk today)" if call.carried else ""


def first_heard(call: CallCard) -> str:
    """What heard it first, which says about where somebody was."""
    if not call.hop:
        return ""
    return "first heard by the receiver" if call.hop == "receiver" else f"first heard by repeater {call.hop}"


def place_hint(call: CallCard) -> str:
    """That a pendant goes about: what is called its place is where it should be."""
    if not call.duty:
        return ""
    return "place not known" if call.room_name == call.duty else "may be elsewhere"


def cannot_be_told(call: CallCard) -> str:
    """That the caller cannot be told that help comes, and how the call was pressed: sentences, each with a blank before it.

    Empty where the caller can be told.
    """
    if call.two_way:
        return ""
    if not call.heard_by:
        return f" {_NOT_TOLD}"
    said = [
        f"It is {_ONLY[call.heard_by]}." if call.heard_by in _ONLY else _NOT_TOLD,
        f"{PANEL[:1].upper()}{PANEL[1:]}." if call.heard_by == "panel" else "",
        _place_sentence(call),
        f"Carried by {call.carried}, as was said at the desk today." if call.carried else "",
    ]
    return "".join(f" {each}" for each in said if each)


def _place_sentence(call: CallCard) -> str:
    if not call.duty:
        return ""
    return "Its place is not known." if call.room_name == call.duty else "Whoever carries it may be elsewhere."


def carried_today(view: BoardView) -> tuple[str, ...]:
    """Every duty of which somebody said who has it, as far as names are told here."""
    return tuple(f"{each.duty}: {each.name}" for each in view.carried if each.name)


def to_press(test: WalkTestLine) -> str:
    """What is to be pressed in a walk test: a pendant is wherever its carrier is."""
    return f"the pendant of {test.room_name}" if test.pendant else f"the button in {test.room_name}"
