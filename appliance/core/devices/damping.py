"""Keeps a cause that comes and goes as one trouble, not as a new line and a new sound each time. Pure; decides, changes no board.

The first two times, the trouble is restored at once. If it was restored twice within ten minutes and comes back, it is restored only
after it has been well for two minutes. This hides nothing: what is unsteady stays a trouble, and a trouble never hides a call.
"""

from appliance.core.board import TIMES_BELIEVED, Board
from appliance.core.devices.events import Follows, TroubleRestored
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Cause
from appliance.words.troubles import BUTTON_LOST, row_of

WITHIN_MS = 10 * 60_000
"""IEC 62682 calls an alarm *chattering* if it comes three times in a minute. Our figure is longer: a line counts as dead after 13 s and
has 10 s more to come back, so a loose plug makes one trouble in about half a minute. Ten minutes catch that, and slower ones.
"""

HOLD_MS = 2 * 60_000
"""A plug or access point that is failing does not work this long in between. It is short enough that the person who mended it can wait
and see.
"""


def restored(board: Board, heard: Heard, cause: Cause, now: Moment) -> bool:
    """Whether an open trouble that is reported as over may end now. If not, note since when it has been well."""
    if not row_of(cause.what).comes_and_goes:
        return True
    if cause.key not in heard.unsteady and not _came_back_too_often(board, cause.key, now):
        return True
    if heard.unsteady.get(cause.key) is None:
        heard.unsteady[cause.key] = now.mono_ms
    return False


def held_long_enough(board: Board, heard: Heard, now: Moment) -> list[Follows]:
    """End unsteady causes that have been well for long enough."""
    over: list[Follows] = []
    for key, since_ms in list(heard.unsteady.items()):
        if key not in board.troubles:
            del heard.unsteady[key]
        elif since_ms is not None and since_ms + HOLD_MS <= now.mono_ms:
            over += _over_unless_silent(board, heard, key)
    return over


def holds_until(heard: Heard) -> list[int]:
    """Give the moments (mono_ms) at which to look at each unsteady cause that is well now."""
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
