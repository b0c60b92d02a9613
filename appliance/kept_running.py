"""Keeps a part of the daemon running that may fail alone: the failure is named, the part begins again, and everything else goes on. Knows
no part. It is for parts that hear, tell or let in. The engine, its recorder and what mends the record decide for themselves.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from appliance.core.ground.words import Cause
from appliance.words.troubles import PART_FAILED

# most faults come from one message of one peer, and are gone with it; a button gives up a press after 5 s
AGAIN_FIRST_S = 0.5
# The pause doubles each time, up to this. So a part that always fails costs next to nothing, and is back soon once it can be.
AGAIN_MAX_S = 30.0
# Every button checks in within this time: a part that ran for so long has met everything that is said in a quiet hour.
WELL_AFTER_S = 60.0

type Report = Callable[[Cause, str | None], None]

log = logging.getLogger("handbell.alert")


def part_failed(name: str) -> Cause:
    """Give the trouble of a part that failed."""
    return Cause(PART_FAILED.word, name)


async def kept_running(name: str, run: Callable[[], Awaitable[None]], report: Report) -> None:
    """Run this part until cancelled. `report` is told why it failed, and `None` once it is well, also after a failure in an earlier run."""
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
