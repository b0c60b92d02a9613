"""Who called by telephone or text, and where a call is that came from no room, in words for every console. Pure."""

from appliance.api.board.calls import CallCard
from appliance.api.board.press_view import CLAIMS
from appliance.core.ground.place import UNKNOWN
from appliance.words.callers import HIDDEN, UNVERIFIED, WITHHELD, from_words

SAID_HERE = "place as told"
"""A person at a desk said it, and no device."""


def caller_mark(call: CallCard, *, nameless: bool = False) -> str:
    """Who called, as it stands among the marks of a card; empty for any other call. `nameless`: visitors see the screen."""
    line = call.caller
    if line is None:
        return ""
    told = HIDDEN.upper() if nameless and not line.withheld else _from(call).removeprefix("from ").removeprefix("the ")
    how = "text" if line.text else "phone"
    return f"{UNVERIFIED} {how}: {told}" if line.unverified else f"{how}: {told}"


def place_named(call: CallCard, *, nameless: bool = False) -> str:
    """The place of a call where several are listed. Several may come from nowhere known: whose number it is, or the number, tells them
    apart.
    """
    line = call.caller
    if line is None or call.room_name != UNKNOWN or nameless:
        return call.room_name
    who = line.owner or line.number or (WITHHELD if line.withheld else "")
    return f"{UNKNOWN}, {who}" if who else UNKNOWN


def place_known(call: CallCard) -> bool:
    """Whether a person could walk to this call: it has a room, an area, or somebody at a desk said where it is."""
    return call.located or not (call.room_name == UNKNOWN or call.room_name.startswith(CLAIMS))


def place_in_short(call: CallCard) -> str:
    """The place beside the marks of a card, which say who called and that nobody verified it: "says 204" is what the caller claims."""
    if place_known(call) or call.caller is None:
        return call.room_name
    if not call.room_name.startswith(CLAIMS):
        return "place ?"
    return f"says {call.room_name.removeprefix(CLAIMS).removeprefix('Room ')}"


def caller_sentence(call: CallCard) -> str:
    """The same to be heard, with a blank before it."""
    line = call.caller
    if line is None:
        return ""
    came = f" A {'text' if line.text else 'phone call'}, {_from(call).lower() if not line.number else _from(call)}."
    return f"{came} Unverified: nobody knows who it is." if line.unverified else came


def place_sentence(call: CallCard) -> str:
    """What is known of the place besides its name, to be heard, with a blank before each sentence."""
    said = " The place is as somebody said at a desk." if call.located else ""
    return f"{said}{f' Also open there: {_numbers(call)}.' if call.also_there else ''}"


def also_there(call: CallCard) -> str:
    """Which other calls are open in the same place; empty if none is."""
    return f"also open there: {_numbers(call)}" if call.also_there else ""


def _numbers(call: CallCard) -> str:
    return f"call{'s' if len(call.also_there) > 1 else ''} {', '.join(map(str, call.also_there))}"


def _from(call: CallCard) -> str:
    line = call.caller
    assert line is not None, "only who called by telephone or text is said so"
    said = from_words(line.number, owner=line.owner, withheld=line.withheld, unproved=line.unproved)
    return said.upper() if said == HIDDEN else said
