"""Puts calls that are newer than a board into it. Pure; knows no socket and no clock."""

import msgspec

from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard


def with_calls(board: BoardView, newer: tuple[CallCard, ...], later_ms: int) -> BoardView:
    """Give the board with these calls as they are now. The board came `later_ms` before the calls (ms), and all its times count from
    when it came.
    """
    cards = {card.incident: _as_of(card, later_ms) for card in sorted(newer, key=lambda card: card.number)}
    calls = {card.incident: card for card in board.calls}
    return msgspec.structs.replace(
        board,
        calls=tuple((calls | cards).values()),  # a call that is there keeps its place; new calls come last
        # a tap-out that became a call, and a call that was stood down by mistake
        tap_outs=tuple(line for line in board.tap_outs if line.incident not in cards),
        ended=tuple(call for call in board.ended if call.incident not in cards),
    )


def _as_of(card: CallCard, later_ms: int) -> CallCard:
    """Give the card with its times as they were `later_ms` ago, because the code that shows it adds the time that has passed since."""
    undo = card.undo
    return msgspec.structs.replace(
        card,
        age_ms=card.age_ms - later_ms,
        deadline_in_ms=card.deadline_in_ms + later_ms,
        undo=None if undo is None else msgspec.structs.replace(undo, ends_in_ms=undo.ends_in_ms + later_ms),
        names_owed=tuple(
            msgspec.structs.replace(owed, due_in_ms=owed.due_in_ms + later_ms) for owed in card.names_owed
        ),
        sent=tuple(
            one if one.due_in_ms is None else msgspec.structs.replace(one, due_in_ms=one.due_in_ms + later_ms)
            for one in card.sent
        ),
    )
