"""Defines what a desk asks about pages, phones, desks and wall boards: a window in which a browser is paired. Pure values; knows no
socket.
"""

import msgspec

from appliance.api.access import Reads
from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds
from appliance.core.board import Board
from appliance.plan.ids import ButtonId
from appliance.plan.pairable import Pairable, PairedAs


@holds("page kind paired", desk="where")
class PageLine(msgspec.Struct, frozen=True, kw_only=True):
    """Something of the plan that a browser can be paired with. `where` names its room, person or desk, or is the name of a wall board.
    `paired`: a browser may be it. Whether a browser shows it now is told nobody.
    """

    page: ButtonId
    kind: PairedAs
    where: str
    paired: bool


@holds("request code ends_after_s")
class PairingOpened(Answer, frozen=True, kw_only=True, tag="pairing-opened"):
    """Answer to OpenPairing. `code`: what somebody types at the computer within `ends_after_s`. Only the desk that asked is sent it."""

    code: str
    ends_after_s: int


class OpenPairing(HouseAsk[PairingOpened], frozen=True, kw_only=True, tag="open-pairing"):
    """Hold a window open in which one browser is paired with this id. Only a desk of the plan may; a Reply says why not."""

    page: ButtonId


def page_lines(board: Board, reads: Reads) -> tuple[PageLine, ...]:
    """Give everything of the plan that a browser can be paired with. Who may not read of people reads of no phone."""
    of_people = reads.may(PageLine, "where")
    return tuple(
        PageLine(page=name, kind=each.kind, where=each.name, paired=_is_paired(board, each))
        for name, each in board.index.pairable.items()
        if each.agreed and (of_people or each.kind is not PairedAs.PHONE)
    )


def _is_paired(board: Board, planned: Pairable) -> bool:
    paired = board.pages.get(planned.page)
    return paired is not None and paired.is_still(planned)
