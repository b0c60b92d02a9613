"""Measures how much one device presses: whether it is more than any person does, and when that is over. Pure; decides, changes no board.

A device that presses too much is named, and nothing else happens: its presses ring as before. `engine/folding` limits what they cost.
"""

from appliance.core.board import Board
from appliance.core.devices.events import Follows, TroubleRaised, TroubleRestored
from appliance.core.devices.supervision import Heard, Pressed
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Cause
from appliance.plan.ids import ButtonId
from appliance.words.troubles import BUTTON_CHATTERING

PRESSES_PER_HOUR = 120
"""A person who waits for help and presses every half minute for an hour presses this often; a class that plays with a button in its
break does not. A contact that chatters ten times a second reaches it in twelve seconds.
"""
MS_PER_PRESS = 3_600_000 // PRESSES_PER_HOUR
LEVEL_MAX = 1.5 * PRESSES_PER_HOUR
"""However many presses there were, it is over an hour after the last one."""
OVER_BELOW = PRESSES_PER_HOUR / 2


def pressed(board: Board, heard: Heard, button: ButtonId | None, times: int, now: Moment) -> list[Follows]:
    """Note presses of a button, and raise a trouble if they are too many."""
    if button is None:
        return []
    level = min(level_of(heard, button, now) + times, LEVEL_MAX)
    heard.pressed[button] = Pressed(level, now.mono_ms)
    cause = Cause(BUTTON_CHATTERING.word, button)
    if level <= PRESSES_PER_HOUR or cause.key in board.troubles:
        return []
    detail = f"more than {PRESSES_PER_HOUR} presses within the hour: {BUTTON_CHATTERING.do}"
    return [TroubleRaised(cause=cause, detail=detail)]


def level_of(heard: Heard, button: ButtonId, now: Moment) -> float:
    """Give the level of its recent presses. Older presses count less and less, and after an hour they do not count at all."""
    before = heard.pressed.get(button)
    return 0.0 if before is None else max(0.0, before.level - (now.mono_ms - before.at_ms) / MS_PER_PRESS)


def holds(heard: Heard, cause: Cause, now: Moment) -> bool:
    """Whether this trouble is not over yet, whatever the device says."""
    return cause.what == BUTTON_CHATTERING.word and level_of(heard, ButtonId(cause.subject), now) > OVER_BELOW


def times_up(board: Board, heard: Heard, now: Moment) -> list[Follows]:
    """End the trouble of devices that now press no more than a person, unless they say themselves that they chatter."""
    return [
        TroubleRestored(cause=cause)
        for cause, over_ms in _over_at(board, heard)
        if over_ms <= now.mono_ms and not holds(heard, cause, now)
    ]


def moments(board: Board, heard: Heard) -> list[int]:
    """Give the moments at which to look at each chattering device (mono_ms)."""
    return [over_ms for _, over_ms in _over_at(board, heard)]


def _over_at(board: Board, heard: Heard) -> list[tuple[Cause, int]]:
    """Give for each chattering trouble when it is over. A trouble from before a restart counts as the worst, because nobody knows how
    much the device pressed.
    """
    worst = Pressed(LEVEL_MAX, board.watching_since_ms)
    found: list[tuple[Cause, int]] = []
    for cause in (trouble.cause for trouble in board.troubles.values() if trouble.cause.what == BUTTON_CHATTERING.word):
        if cause.subject not in heard.chattering:
            last = heard.pressed.get(ButtonId(cause.subject), worst)
            found.append((cause, last.at_ms + max(0, round((last.level - OVER_BELOW) * MS_PER_PRESS)) + 1))
    return found
