"""What a desk asks of serial lines, boards, supplies and pins, and what it is told. Knows no socket.

What hangs on them is asked for as buttons and sounders; nothing here is of a person or a call.
"""

import msgspec

from appliance.api.ask import Answer, HouseAsk


class WireTrouble(msgspec.Struct, frozen=True, kw_only=True):
    """One open trouble of a wire: `what` as on the board ("line-missing")."""

    what: str
    detail: str
    age_ms: int


class WireLine(msgspec.Struct, frozen=True, kw_only=True):
    """One serial line of the plan."""

    line: str
    name: str
    speaks: str
    port: str
    baud: int
    troubles: tuple[WireTrouble, ...] = ()


class BoardLine(msgspec.Struct, frozen=True, kw_only=True):
    """One board of the plan."""

    board: str
    name: str
    line: str
    unit: int
    troubles: tuple[WireTrouble, ...] = ()


class BoxPinLine(msgspec.Struct, frozen=True, kw_only=True):
    """One pin of the box that a contact of the plan is read from."""

    pin: str
    button: str
    contact: str
    troubles: tuple[WireTrouble, ...] = ()


class SupplyLine(msgspec.Struct, frozen=True, kw_only=True):
    """One supply of the plan that is watched."""

    supply: str
    name: str
    ups: str
    troubles: tuple[WireTrouble, ...] = ()


class WiresKnown(Answer, frozen=True, kw_only=True, tag="wires-known"):
    """Answer to AskWires, in the plan's order. `hands_over`: the plan has a way to an alarm panel."""

    lines: tuple[WireLine, ...] = ()
    boards: tuple[BoardLine, ...] = ()
    supplies: tuple[SupplyLine, ...] = ()
    pins: tuple[BoxPinLine, ...] = ()
    hands_over: bool = False


class AskWires(HouseAsk[WiresKnown], frozen=True, kw_only=True, tag="ask-wires"):
    """Send every serial line, board, supply and pin of the plan with its troubles."""
