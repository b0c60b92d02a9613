"""Looks after what a restore left on this card beside the record. It may open what was destroyed since: so it is kept for a limited time,
and named until it is gone.

    before-restore-1    the earlier keys and record: 90 days, and until somebody ends the trouble about the calls in it
    restored            laid ready, and nobody said yes: 7 days
    restoring/built     left by a restore that was interrupted: deleted at once

The time counts from the first look with a clock that can be right: on a card that starts in the past, the date of a folder would make it
seem older than it is. Knows no key; decides nothing about calls.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from appliance.api.restoring.fetching import COPY, FETCHED
from appliance.destroying import destroy
from appliance.engine.engine import Engine
from appliance.settings import Settings
from appliance.swap import BEFORE, alone, changing, is_wanted
from appliance.words.troubles import CALLS_BEFORE_RESTORE

LOOK_EVERY_S = 3600.0
DAY_MS = 86_400_000
KEPT_MS = 90 * DAY_MS
WAITS_MS = 7 * DAY_MS
SINCE = "kept-since"
BUILT = "built"
DIGITS_MAX = 16

log = logging.getLogger("handbell.alert")


async def look_after(settings: Settings, engine: Engine, trusted_ms: Callable[[], int | None]) -> None:
    """Look for ever. `trusted_ms`: the wall clock, None while it cannot be right."""
    while True:
        unread = frozenset(
            each.cause.subject
            for each in engine.board.troubles.values()
            if each.cause.what == CALLS_BEFORE_RESTORE.word
        )
        engine.heard.copy.left = await asyncio.to_thread(looked_after, settings, trusted_ms(), unread)
        await asyncio.sleep(LOOK_EVERY_S)


def looked_after(
    settings: Settings, now_ms: int | None, unread: Collection[str] = (), fetched: Path = FETCHED
) -> tuple[str, ...]:
    """Destroy what is due, and give the places of what is left, as parts of a sentence. Raises nothing: what cannot be destroyed counts
    as left.

    `unread`: folders with calls of which nobody has said yet that they looked into them.
    """
    left = []
    for folder in sorted(settings.data.glob(f"{BEFORE}*")):
        if folder.name in unread or not (_is_due(folder, KEPT_MS, now_ms) and _destroyed(folder)):
            left.append(f"in {folder.name} on the card of this box")
    if _laid_is_left(settings, now_ms):
        left.append("in what was restored, and not taken up, on the card of this box")
    with suppress(OSError), alone(settings):
        _destroyed(settings.restoring / BUILT)
    with suppress(OSError):
        if (fetched / COPY).exists():
            left.append("in the copy that was fetched to the card of this box")
    return tuple(left)


def _laid_is_left(settings: Settings, now_ms: int | None) -> bool:
    with suppress(OSError), changing(settings):
        if settings.restored.exists() and not is_wanted(settings):
            return not (_is_due(settings.restored, WAITS_MS, now_ms) and _destroyed(settings.restored))
    return False


def _is_due(folder: Path, age_ms: int, now_ms: int | None) -> bool:
    """Return whether the folder was kept long enough. The first look notes when that began; a note from the future is written anew."""
    if now_ms is None:
        return False
    since = folder / SINCE
    try:
        with since.open("rb") as file:
            digits = file.read(DIGITS_MAX)
        if digits.isdigit() and int(digits) <= now_ms:
            return now_ms - int(digits) >= age_ms
    except FileNotFoundError:
        pass
    except OSError as error:
        log.warning("how long %s was kept cannot be read: %s", folder, error)
        return False
    with suppress(OSError):  # the next look tries again
        since.write_bytes(b"%d" % now_ms)
    return False


def _destroyed(folder: Path) -> bool:
    try:
        if folder.exists():
            destroy(folder)
            log.warning("%s was overwritten and removed", folder)
    except OSError as error:
        log.warning("%s could not be destroyed: %s", folder, error)
        return False
    return True
