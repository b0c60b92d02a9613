"""Defines what a desk asks about pages: a window in which a browser is paired. Pure values; knows no socket."""

import msgspec

from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds
from appliance.core.board import Board
from appliance.plan.ids import ButtonId


@holds("page room_name paired")
class PageLine(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the plan. `paired`: a browser may call as it. Whether a browser shows it now is told nobody."""

    page: ButtonId
    room_name: str
    paired: bool


@holds("request code ends_after_s")
class PairingOpened(Answer, frozen=True, kw_only=True, tag="pairing-opened"):
    """Answer to OpenPairing. `code`: what somebody types at the computer within `ends_after_s`. Only the desk that asked is sent it."""

    code: str
    ends_after_s: int


class OpenPairing(HouseAsk[PairingOpened], frozen=True, kw_only=True, tag="open-pairing"):
    """Hold a window open in which one browser is paired with this page. Only a desk of the plan may; a Reply says why not."""

    page: ButtonId


def page_lines(board: Board) -> tuple[PageLine, ...]:
    """Give every page of the plan, in its order."""
    rooms = board.index.rooms
    return tuple(
        PageLine(
            page=name,
            room_name=room.name if (room := rooms.get(page.room)) is not None else page.room,
            paired=name in board.pages,
        )
        for name, page in board.index.pages.items()
    )
