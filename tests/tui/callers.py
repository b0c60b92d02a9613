"""Calls by telephone and by text, as a desk is sent them."""

from msgspec.structs import replace

from appliance.api.board.calls import CallCard, CallerLine
from appliance.plan.ids import IncidentId
from tests.tui.boards import call

NUMBER = "+17205550123"
I12 = IncidentId("i-12")


def by_text(number: int = 12, **changes: object) -> CallCard:
    """Make a call by text of which nobody knows the place."""
    card = call(
        number, "B204", age_ms=7_000, two_way=False, lamp="cannot be told", heard_by="text", pressed_ago_ms=None
    )
    caller = CallerLine(text=True, number=NUMBER, unverified=True)
    nowhere = {
        "caller": caller,
        "room": None,
        "room_name": "place unknown, says Room B204",
        "phone_name": "",
        "floor": "",
    }
    return replace(card, may_locate=True, **{**nowhere, **changes})  # type: ignore[arg-type]


def by_phone(caller: CallerLine, number: int = 12, **changes: object) -> CallCard:
    """Make a call by telephone."""
    return by_text(number, **{"heard_by": "phone", "pressed_ago_ms": 0, "caller": caller, **changes})


def from_phone(**caller: object) -> CallCard:
    """Make a call by telephone of this caller."""
    return by_phone(CallerLine(text=False, **caller))  # type: ignore[arg-type]
