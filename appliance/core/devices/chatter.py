"""How much one device presses: when that is more than any person does, and when it is over. Pure; decides, changes no board.

A device over its measure is named, and nothing else: its presses ring as before. What it costs is bounded elsewhere (`engine/folding`).
"""

from appliance.core.board import Board
from appliance.core.devices.events import Follows, TroubleRaised, TroubleRestored
from appliance.core.devices.supervision import Heard, Pressed
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Cause
from appliance.plan.ids import ButtonId
from appliance.words.troubles import BUTTON_CHATTERING

PRESSES_PER_HOUR = 120
"""Somebody who waits for help and presses every half minute for an hour has pressed so often; a class that plays with a button in its
break has not. A contact that chatters ten times a second is there in twelve seconds."""
MS_PER_PRESS = 3_600_000 // PRESSES_PER_HOUR
LEVEL_MAX = 1.5 * PRESSES_PER_HOUR
"""However much it was: it is over an hour after the last press."""
OVER_BELOW = PRESSES_PER_HOUR / 2


def pressed(board: Board, heard: Heard, button: ButtonId | None, times: int, now: Moment) -> list[Follows]:
    """Note presses of a button, and name it where they are too many."""
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
    """Its presses of late, an old one counting less and less: none of an hour ago counts."""
    before = heard.pressed.get(button)
    return 0.0 if before is None else max(0.0, before.level - (now.mono_ms - before.at_ms) / MS_PER_PRESS)


def holds(heard: Heard, cause: Cause, now: Moment) -> bool:
    """Whether this trouble is not over yet, whatever the device says."""
    return cause.what == BUTTON_CHATTERING.word and level_of(heard, ButtonId(cause.subject), now) > OVER_BELOW


def times_up(board: Board, heard: Heard, now: Moment) -> list[Follows]:
    """Devices named here that press no more than a person, and do not say themselves that they chatter."""
    return [
        TroubleRestored(cause=cause)
        for cause, over_ms in _over_at(board, heard)
        if over_ms <= now.mono_ms and not holds(heard, cause, now)
    ]


def moments(board: Board, heard: Heard) -> list[int]:
    """When to look at each of them (mono_ms)."""
    return [over_ms for _, over_ms in _over_at(board, heard)]


def _over_at(board: Board, heard: Heard) -> list[tuple[Cause, int]]:
    """One of before a restart is as bad as the worst: nobody knows how much it pressed."""
    worst = Pressed(LEVEL_MAX, board.watching_since_ms)
    found: list[tuple[Cause, int]] = []
    for cause in (trouble.cause for trouble in board.troubles.values() if trouble.cause.what == BUTTON_CHATTERING.word):
        if cause.subject not in heard.chattering:
            last = heard.pressed.get(ButtonId(cause.subject), worst)
            found.append((cause, last.at_ms + max(0, round((last.level - OVER_BELOW) * MS_PER_PRESS)) + 1))
    return found
