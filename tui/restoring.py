"""A dead box's place taken by this one, in words: which copies there are, what was laid ready, what comes next. Pure; opens nothing."""

from datetime import tzinfo

from appliance.api.board.board import BoardView
from appliance.api.board.supervised import TroubleLine
from appliance.api.restoring.asking_words import asking_words, how_far
from appliance.api.restoring.laid_words import laid_words
from appliance.api.restoring.messages import Asking, Copies, Copy, Laid
from appliance.core.district.copies import ASK_ROOMS
from appliance.words.times import ago, date_of, time_of_day
from tui.keys import BY_ACTION

ASK_EVERY_ROOM = "Calls may have been open: ask every room"
NO_COPY = "There is no copy of it: remind everybody to ask every room"
ASKED = "Does it replace a box?"
NONE = (
    "No copy of a box is here. Put in the stick that has it, wait a moment, and look again. Without one, calls may have been open: ask "
    "every room."
)


def asked_words(view: BoardView) -> str:
    """The question, with its key; of a box that is known to replace another, what the key is for."""
    shown = BY_ACTION["restore"].shown
    return (
        f"it replaces box {view.replaces}. {shown} restores that one's record" if view.replaces else f"{ASKED} {shown}"
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


def asking_said(asking: Asking, view: BoardView, zone: tzinfo) -> tuple[str, ...]:
    """The code for the safety office, what to say, and how far it is."""
    since = _asked_at(asking.since_ms, view, zone)
    return asking_words(asking.code, since, asking.entries, asking.refused, came=asking.handover)


def asking_signs(view: BoardView, zone: tzinfo) -> tuple[str, ...]:
    """The same for the board of whoever passes by, shorter; nothing where nothing is asked."""
    line = view.asking
    if line is None:
        return ()
    since = _asked_at(line.since_ms, view, zone)
    far = how_far(since, line.entries, line.refused, came=line.handover, whole=line.whole)
    next_key = f" {BY_ACTION['restore'].shown} goes on." if line.whole and not line.refused else ""
    return (f"{line.code}   for the safety office, by telephone", f"{far}{next_key}")


def _asked_at(wall_ms: int, view: BoardView, zone: tzinfo) -> str:
    return time_of_day(wall_ms, zone) if view.clock_trusted else "a while"


def laid_said(laid: Laid, view: BoardView, zone: tzinfo) -> tuple[str, ...]:
    """What a person reads before they say yes."""
    return laid_words(laid, _when(laid.copy_ms, view, zone) if laid.copy_ms else "")


def rooms_to_ask(view: BoardView) -> TroubleLine | None:
    """The trouble that says so, until somebody says that it was done."""
    return next((each for each in view.troubles if each.what == ASK_ROOMS.what), None)


def _when(wall_ms: int, view: BoardView, zone: tzinfo) -> str:
    """By the former box's clock, and how long ago that is by this one's, if both can be true."""
    passed_ms = view.wall_ms - wall_ms
    at, day = time_of_day(wall_ms, zone), date_of(wall_ms, zone)
    if day != date_of(view.wall_ms, zone):
        at = f"{at} on {day}"
    if not view.clock_trusted or passed_ms < 0:
        return f"{at} by the clock of the former box"
    return f"{at}, {ago(passed_ms)} ago"
