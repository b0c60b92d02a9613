"""Folds an event of a page into the board."""

from typing import assert_never

from appliance.core.board import Board
from appliance.core.held.pages import PairedPage
from appliance.core.pages.events import AnyPageEvent, PagePaired, PageRetired


def fold(board: Board, event: AnyPageEvent) -> None:
    """Change the board by a pairing, or by its end."""
    match event:
        case PagePaired():
            board.pages[event.page] = PairedPage(event.kind, event.place, event.public_key)
        case PageRetired():
            board.pages.pop(event.page, None)
        case _:
            assert_never(event)
