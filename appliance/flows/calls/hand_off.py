"""Which desk takes a call over. Pure."""

from appliance.api.board.board import BoardView
from appliance.api.board.supervised import DeskLine
from appliance.core.calls.commands import HandOff
from appliance.flows.flow import Flow
from appliance.flows.naming import call_named
from appliance.flows.parts import Given, Option, Part

NO_OTHER_DESK = "The plan has no other desk."


def desks(given: Given) -> tuple[Option, ...]:
    """Every other desk, saying who is there. A desk where nobody is can be chosen as well: it rings."""
    view = given.known.view
    if view is None:
        return ()
    return tuple(
        Option(
            desk.desk,
            f"{desk.name}: {seated(desk, view)}",
            (desk.name, str(desk.desk)),
            line=f"{desk.name}\t{(desk.operator or 'attended') if desk.attended else 'NOBODY THERE'}",
        )
        for desk in view.desks
        if desk.desk != given.known.desk
    )


def seated(desk: DeskLine, view: BoardView) -> str:
    """Who is at a desk, as far as it is told here."""
    if not desk.attended:
        return "nobody is there"
    if not desk.operator:
        return "somebody is there who has not signed in"
    here = view.here is not None and view.here.desk == desk.desk
    return desk.operator if view.proven or here else "somebody signed in, whose name is told after a PIN"


def _title(given: Given) -> str:
    assert given.call is not None, "a call is handed off"
    return f"HAND OFF {call_named(given.call)}: it rings there until somebody has it"


HAND_OFF = Flow(
    "hand",
    lambda given: HandOff(incident=given.incident, to=given.parts["desk"]),
    (Part("desk", "Which desk takes it?", desks, lead=("to the", "to")),),
    done="Done: it rings there now until somebody has it.",
    title=_title,
)
