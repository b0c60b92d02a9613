"""Decides about pages: which browser is paired, and which is retired. Changes nothing; knows no socket and checks no signature."""

from collections.abc import Sequence
from typing import assert_never

from appliance.core.board import Board
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.pages.commands import AnyPageCommand, PairPage, RetirePage
from appliance.core.pages.events import AnyPageEvent, PagePaired, PageRetired
from appliance.plan.model import Plan
from appliance.plan.pairable import PairedAs, pairable

KEY_LEN = 65
"""An uncompressed point of P-256: 0x04, then 32 bytes each of x and y (SEC 1, section 2.3.3)."""


def decide(board: Board, command: AnyPageCommand, by: Actor) -> Sequence[AnyPageEvent] | Rejection:
    """Give what follows from a command, in order."""
    match command:
        case PairPage():
            return _pair(board, command, by)
        case RetirePage():
            if command.page not in board.pages:
                return Rejection.PAGE_NOT_PAIRED
            return [PageRetired(by=by, page=command.page)]
        case _:
            assert_never(command)


def _pair(board: Board, command: PairPage, by: Actor) -> Sequence[AnyPageEvent] | Rejection:
    """Pair a browser. Each is one thing, so that a stolen key never calls from two rooms."""
    planned = board.index.pairable.get(command.page)
    if planned is None or not planned.agreed:
        return Rejection.UNKNOWN_PAGE
    if len(command.public_key) != KEY_LEN or any(
        each.public_key == command.public_key for each in board.pages.values()
    ):
        return Rejection.PAGE_KEY_WRONG
    return [PagePaired(by=by, page=command.page, kind=planned.kind, place=planned.place, public_key=command.public_key)]


def outlived(board: Board, plan: Plan) -> list[PageRetired]:
    """Retire what this plan does not have, or has for another place: its browser would call from the wrong room, or speak as another
    person. A phone of a person that the plan only does not have any more is left as it is, with its way or without the yes, so that
    nothing is recorded about a yes that was taken back: it is told nothing.
    """
    planned = pairable(plan) if board.pages else {}
    return [
        PageRetired(by=None, page=name)
        for name, each in board.pages.items()
        if (not each.is_still(planned[name]) if name in planned else each.kind is not PairedAs.PHONE)
    ]
