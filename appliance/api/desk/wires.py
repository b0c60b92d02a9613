"""Defines what a desk asks about serial lines, boards, supplies and pins, and what it is told. Knows no socket.

The devices that hang on them are asked for as buttons and sounders. Nothing here is about a person or a call.
"""

import msgspec

from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds


@holds("what detail age_ms")
class WireTrouble(msgspec.Struct, frozen=True, kw_only=True):
    """One open trouble of a wire: `what` as on the board ("line-missing")."""

    what: str
    detail: str
    age_ms: int


@holds("line name speaks port baud troubles")
class WireLine(msgspec.Struct, frozen=True, kw_only=True):
    """One serial line of the plan."""

    line: str
    name: str
    speaks: str
    port: str
    baud: int
    troubles: tuple[WireTrouble, ...] = ()


@holds("board name line unit troubles")
class BoardLine(msgspec.Struct, frozen=True, kw_only=True):
    """One board of the plan."""

    board: str
    name: str
    line: str
    unit: int
    troubles: tuple[WireTrouble, ...] = ()


@holds("pin button contact troubles")
class BoxPinLine(msgspec.Struct, frozen=True, kw_only=True):
    """One pin of the box that a contact of the plan is read from."""

    pin: str
    button: str
    contact: str
    troubles: tuple[WireTrouble, ...] = ()


@holds("supply name ups troubles")
class SupplyLine(msgspec.Struct, frozen=True, kw_only=True):
    """One supply of the plan that is watched."""

    supply: str
    name: str
    ups: str
    troubles: tuple[WireTrouble, ...] = ()


@holds("request lines boards supplies pins hands_over")
class WiresKnown(Answer, frozen=True, kw_only=True, tag="wires-known"):
    """Answer to AskWires, in the plan's order. `hands_over`: the plan has a way to an alarm panel."""

    lines: tuple[WireLine, ...] = ()
    boards: tuple[BoardLine, ...] = ()
    supplies: tuple[SupplyLine, ...] = ()
    pins: tuple[BoxPinLine, ...] = ()
    hands_over: bool = False


class AskWires(HouseAsk[WiresKnown], frozen=True, kw_only=True, tag="ask-wires"):
    """Send every serial line, board, supply and pin of the plan with its troubles."""
