"""Writes serial lines, boards, supplies and pins in the words of a list: what the plan and the board know of them. Pure; knows no wire."""

from typing import Final

import msgspec

from appliance.api.desk.wires import BoardLine, BoxPinLine, SupplyLine, WireLine, WiresKnown, WireTrouble
from appliance.core.board import Board
from appliance.core.ground.moment import Moment
from appliance.plan.model import given
from appliance.plan.wire_text import pins_of
from appliance.words.troubles import row_of
from appliance.words.troubles.row import About

_OF_LINES: Final = (About.LINE, About.RECEIVER, About.PANEL)  # what hangs at the end of a line is told by the line's id
_OF_PINS: Final = (About.LINE,)
_OF_BOARDS: Final = (About.BOARD,)
_OF_SUPPLIES: Final = (About.SUPPLY,)


def wires_known(board: Board, now: Moment, request: int) -> WiresKnown:
    """Give every wire of the plan, in its order."""
    plan = board.index.plan
    return WiresKnown(
        request=request,
        lines=tuple(
            WireLine(
                line=each.line,
                name=each.name,
                speaks=each.speaks,
                port=each.port,
                baud=each.speed_baud,
                troubles=_troubles(board, now, each.line, _OF_LINES),
            )
            for each in given(plan.lines)
        ),
        boards=tuple(
            BoardLine(
                board=each.board,
                name=each.name,
                line=each.line,
                unit=each.unit,
                troubles=_troubles(board, now, each.board, _OF_BOARDS),
            )
            for each in given(plan.boards)
        ),
        supplies=tuple(
            SupplyLine(
                supply=each.supply,
                name=each.name,
                ups=each.ups,
                troubles=_troubles(board, now, each.supply, _OF_SUPPLIES),
            )
            for each in given(plan.power)
        ),
        pins=tuple(
            BoxPinLine(
                pin=pin,
                button=button.button,
                contact=contact,
                troubles=_troubles(board, now, pin, _OF_PINS),
            )
            for button in plan.buttons
            for contact, pin in pins_of(button)
        ),
        hands_over=not isinstance(plan.hand_over, msgspec.UnsetType),
    )


def _troubles(board: Board, now: Moment, subject: str, kinds: tuple[About, ...]) -> tuple[WireTrouble, ...]:
    return tuple(
        WireTrouble(what=each.cause.what, detail=each.detail, age_ms=max(0, now.mono_ms - each.since.mono_ms))
        for each in board.troubles.values()
        if each.cause.subject == subject and row_of(each.cause.what).about in kinds
    )
