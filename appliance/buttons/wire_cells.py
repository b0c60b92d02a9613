"""Reads what a row of the list of rooms says about a button on a wire, or one that goes with a duty. Knows no plan, makes nothing.
Columns: family, part, wires, duty, area, near. The plan's own check decides whether a place on a wire exists.
"""

from collections.abc import Callable, Mapping

from appliance.plan.families import BUTTON_FAMILIES, ESPHOME, wired
from appliance.plan.mistakes import did_you_mean, listed, quoted
from appliance.plan.model import Wire

type Note = Callable[[int, str, str, str], None]
"""Notes a mistake: on this line, in this column, what is wrong, and what to do."""

WIRE_COLUMNS = ("family", "part", "wires", "duty", "area", "near")

_OF_A_BOARD_OF_OURS = ("board", "address", "parts")
_OF_A_ROOM = ("name", "floor", "zone", "phone_name", "quiet")
_EXAMPLES = "help=178-1234567/1, help=west-io/1/2, help=GPIO17/GPIO27 or help=panel/zone/12"


def family_of(line: int, text: str, note: Note) -> str:
    """Give the family of a row: our own if it names none."""
    family, known = text.casefold() or ESPHOME, [ESPHOME, *filter(wired, BUTTON_FAMILIES)]
    if family not in known:
        do = did_you_mean(family, known) or f"Write one of {listed(known)}, or nothing for our own buttons."
        note(line, "family", f"No button of a family {quoted(family)} is made from this list.", do)
    return family


def wires_of(line: int, text: str, note: Note) -> tuple[Wire, ...]:
    """Give where each contact is: one word for each contact. A word that is only a place belongs to *help*."""
    found: dict[str, Wire] = {}
    for word in text.split():
        contact, _, at = word.partition("=") if "=" in word else ("help", "=", word)
        if not contact or not at:
            note(line, "wires", f"{quoted(word)} says no place of a contact.", f"Write it like {_EXAMPLES}.")
        elif contact in found:
            note(line, "wires", f"The contact {quoted(contact)} is there twice.", "Keep one of the two.")
        else:
            found[contact] = Wire(contact, at)
    return tuple(found.values())


def check_cells(line: int, cells: Mapping[str, str], family: str, note: Note) -> None:
    """Note cells that such a button cannot have."""
    if wired(family):
        for column in _OF_A_BOARD_OF_OURS:
            if cells[column]:
                says = f"A button of the family {quoted(family)} has no firmware and no address."
                note(line, column, says, "Leave it empty.")
        if not cells["wires"]:
            note(line, "wires", "This is empty.", f"Write where its contact is, like {_EXAMPLES}.")
    if cells["duty"] and not cells["room"]:
        if not cells["button"]:
            note(line, "button", "This is empty.", "Write a short name for what goes with the duty, such as play-2.")
        for column in _OF_A_ROOM:
            if cells[column]:
                note(line, column, "This row is of a duty, and has no room.", "Leave it empty.")
