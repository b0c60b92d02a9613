"""What a new box restores from, in words: which copies there are, and what was laid ready. Pure; opens nothing."""

from datetime import tzinfo

from appliance.api.board.board import BoardView
from appliance.api.restoring.laid_words import laid_words
from appliance.api.restoring.messages import Copies, Copy, Laid
from appliance.words.times import ago, date_of, time_of_day
from appliance.words.unsure import MAY_BE_OPEN

NONE = (
    "No copy of a box is here. Put in the stick that has it, wait a moment, and look again. Without one, "
    f"{MAY_BE_OPEN[:1].lower()}{MAY_BE_OPEN[1:]}."
)


def copy_words(copy: Copy, view: BoardView, zone: tzinfo) -> str:
    """Where a copy lies and how old it is, for a line of a list."""
    words = [f"T{copy.where[1:]}" if copy.where.startswith("the ") else copy.where]
    if copy.written_ms:
        words.append(f"written at {_when(copy.written_ms, view, zone)}")
    if copy.whose:
        words.append(copy.whose)
    if copy.named:
        words.append("which this box goes on for")
    if copy.own:
        words.append("of this box itself")
    if copy.used:
        words.append("ANOTHER BOX BEGAN WITH IT")
    return ", ".join(words)


def copies_words(told: Copies) -> tuple[str, ...]:
    """What is said besides the list: that it is empty, and what the safety office is told by telephone."""
    found = [told.says] if told.says else []
    if not told.copies and told.laid is None:
        found.append(NONE)
    if told.code:
        found.append(f"The safety office is asked. Tell it by telephone: {told.code}")
    return tuple(found)


def laid_said(laid: Laid, view: BoardView, zone: tzinfo) -> tuple[str, ...]:
    """What a person reads before they say yes."""
    return laid_words(laid, _when(laid.copy_ms, view, zone) if laid.copy_ms else "")


def _when(wall_ms: int, view: BoardView, zone: tzinfo) -> str:
    """By the former box's clock, and how long ago that is by this one's, if both can be true."""
    passed_ms = view.wall_ms - wall_ms
    at, day = time_of_day(wall_ms, zone), date_of(wall_ms, zone)
    if day != date_of(view.wall_ms, zone):
        at = f"{at} on {day}"
    if not view.clock_trusted or passed_ms < 0:
        return f"{at} by the clock of the former box"
    return f"{at}, {ago(passed_ms)} ago"
