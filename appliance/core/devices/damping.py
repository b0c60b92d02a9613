"""A cause that comes and goes: one trouble that stays, not a new line and a new sound each time. Pure; decides, changes no board.

The first two times it is restored at once. One that was restored twice within ten minutes and comes back is restored only after it
has held for two minutes. Nothing is hidden by that: what is unsteady stays trouble, and a trouble never hides a call.
"""

from appliance.core.board import TIMES_BELIEVED, Board
from appliance.core.devices.events import Follows, TroubleRestored
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Cause
from appliance.words.troubles import BUTTON_LOST, row_of

WITHIN_MS = 10 * 60_000
"""IEC 62682 calls an alarm *chattering* that comes three times in a minute. Ours takes longer: a line counts as dead after 13 s and
has 10 s more to come back, so that a loose plug makes one trouble in about half a minute. Ten minutes see that and slower ones."""

HOLD_MS = 2 * 60_000
"""Longer than any plug or access point on its way down stays up between; short enough that whoever mended it may wait and see."""


def restored(board: Board, heard: Heard, cause: Cause, now: Moment) -> bool:
    """Whether an open trouble that is said to be over is over. Where not, notes since when it has held."""
    if not row_of(cause.what).comes_and_goes:
        return True
    if cause.key not in heard.unsteady and not _came_back_too_often(board, cause.key, now):
        return True
    if heard.unsteady.get(cause.key) is None:
        heard.unsteady[cause.key] = now.mono_ms
    return False


def held_long_enough(board: Board, heard: Heard, now: Moment) -> list[Follows]:
    """Unsteady causes that have held, and so are over."""
    over: list[Follows] = []
    for key, since_ms in list(heard.unsteady.items()):
        if key not in board.troubles:
            del heard.unsteady[key]
        elif since_ms is not None and since_ms + HOLD_MS <= now.mono_ms:
            over += _over_unless_silent(board, heard, key)
    return over


def holds_until(heard: Heard) -> list[int]:
    """When to look at each that holds now (mono_ms)."""
    return [since_ms + HOLD_MS for since_ms in heard.unsteady.values() if since_ms is not None]


def _over_unless_silent(board: Board, heard: Heard, key: str) -> list[Follows]:
    cause = board.troubles[key].cause
    if cause.what == BUTTON_LOST.word and f"button:{cause.subject}" in heard.silent:
        heard.unsteady[key] = None
        return []
    del heard.unsteady[key]
    return [TroubleRestored(cause=cause)]


def _came_back_too_often(board: Board, key: str, now: Moment) -> bool:
    times = board.restored_ms.get(key, ())
    return len(times) >= TIMES_BELIEVED and now.mono_ms - times[0] < WITHIN_MS
