"""A part of the daemon that may fail alone: it is named, and begun again, and everything else goes on. Knows no part.

For whoever hears, tells or lets in. The engine, its recorder and what mends the record decide for themselves.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from appliance.core.ground.words import Cause
from appliance.words.troubles import PART_FAILED

AGAIN_FIRST_S = (
    0.5  # most faults come of one word of one peer, and are gone with it; a button gives a press up after 5 s
)
AGAIN_MAX_S = 30.0  # twice as long each time, at most this: a part that always fails costs next to nothing, and is soon back once it can be
WELL_AFTER_S = 60.0  # a check-in of every button lies within: a part that ran for so long has met everything that is said in a quiet hour

type Report = Callable[[Cause, str | None], None]

log = logging.getLogger("handbell.alert")


def part_failed(name: str) -> Cause:
    """The trouble of a part."""
    return Cause(PART_FAILED.word, name)


async def kept_running(name: str, run: Callable[[], Awaitable[None]], report: Report) -> None:
    """Run this part until cancelled. `report` is told why it failed, and `None` once it is well, also where an earlier run had failed."""
    loop = asyncio.get_running_loop()
    pause_s, cause = AGAIN_FIRST_S, part_failed(name)
    while True:
        began_s = loop.time()
        well = loop.call_later(WELL_AFTER_S, report, cause, None)
        try:
            await run()
            why = "it ended"
        except Exception as error:
            log.exception("%s failed, and is begun again", name)
            why = type(error).__name__
        finally:
            well.cancel()
        if (mine := asyncio.current_task()) is not None and mine.cancelling():
            raise asyncio.CancelledError  # it failed while it was being ended
        if loop.time() - began_s >= WELL_AFTER_S:
            pause_s = AGAIN_FIRST_S
        report(
            cause, f"The part of Handbell named {name} failed ({why}) and is begun again by itself. {PART_FAILED.do}"
        )
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, AGAIN_MAX_S)
