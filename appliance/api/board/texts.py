"""Defines how a desk is shown a text that nobody read yet, and makes these lines. Pure; knows no modem."""

import msgspec

from appliance.api.access import Reads
from appliance.api.contents import holds
from appliance.core.board import Board
from appliance.core.ground.moment import Moment
from appliance.core.held.texts import UnreadText

LINES_MAX = 10
"""The newest. Once they are read, older ones come into their place. A board goes to every desk with each change, and a text may have 1,000
characters.
"""


@holds("number age_ms rang", desk="who sender", notes="words")
class UnreadLine(msgspec.Struct, frozen=True, kw_only=True):
    """A text that waits to be read. `who` is whose number it is by the plan; else there is a `sender`, which nobody proved. `words` are
    empty for whoever may not read notes. `rang`: it is a call too.
    """

    number: int
    age_ms: int
    rang: bool
    who: str = ""
    sender: str = ""
    words: str = ""


def unread_lines(board: Board, now: Moment, reads: Reads) -> tuple[UnreadLine, ...]:
    """Give the newest texts that nobody read, the newest first."""
    newest = sorted(board.texts.unread.values(), key=lambda each: -each.number)[:LINES_MAX]
    return tuple(_line(board, each, now, reads) for each in newest)


def _line(board: Board, text: UnreadText, now: Moment, reads: Reads) -> UnreadLine:
    person = board.index.people.get(text.person) if text.person is not None else None
    return UnreadLine(
        number=text.number,
        age_ms=max(0, now.mono_ms - text.at.mono_ms),
        rang=text.rang,
        who=person.name if person is not None and reads.may(UnreadLine, "who") else "",
        sender=text.sender if reads.may(UnreadLine, "sender") else "",
        words=text.words if reads.may(UnreadLine, "words") else "",
    )
