"""Gets batches onto the disk, in order, however long the disk is away. Knows the logbook's failures; decides nothing about calls."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from appliance.logbook.batch import Batch
from appliance.logbook.errors import Damaged, LogbookError
from appliance.logbook.store import Logbook

RETRY_FIRST_S = 0.25  # the same figure after which a disk counts as stalled: nobody is waiting for less
RETRY_MAX_S = 5.0  # a returning disk is noticed within the five seconds promise 1 gives a press
QUIET_S = 0.05  # after this long without a batch the head is signed and the file tidied

log = logging.getLogger("handbell.recorder")


@dataclass(slots=True)
class Writing:
    """One batch and whether it is on disk yet."""

    batch: Batch
    kept: asyncio.Future[None]


class Recorder:
    """A queue of sealed batches and the one task that writes them. `failing` says why the disk does not take them, or None."""

    def __init__(self, logbook: Logbook, trouble: Callable[[str | None], None], may_end: Callable[[], bool]) -> None:
        self._logbook = logbook
        self._trouble = trouble
        self._may_end = may_end
        self._waiting: deque[Writing] = deque()
        self._more = asyncio.Event()
        self.failing: str | None = logbook.unwritable

    @property
    def behind(self) -> int:
        """Batches sealed and not yet on disk."""
        return len(self._waiting)

    def write(self, batch: Batch) -> asyncio.Future[None]:
        """Queue a batch; the future is done when it is on disk. It never fails: a batch waits for the disk."""
        writing = Writing(batch, asyncio.get_running_loop().create_future())
        self._waiting.append(writing)
        self._more.set()
        return writing.kept

    async def caught_up(self) -> None:
        """Wait until everything queued so far is on disk."""
        if self._waiting:
            await asyncio.shield(self._waiting[-1].kept)

    async def run(self) -> None:
        """Write until cancelled. Raises `Damaged` when the file turned out damaged and nothing open would be lost by a restart."""
        unsigned = False
        while True:
            if not self._waiting:
                self._more.clear()
                try:
                    await asyncio.wait_for(self._more.wait(), QUIET_S if unsigned else None)
                except TimeoutError:
                    await self._quietly_tidy()
                    unsigned = False
                continue
            await self._write_first()
            unsigned = True

    async def _write_first(self) -> None:
        pause_s = RETRY_FIRST_S
        writing = self._waiting[0]
        while True:
            try:
                if self.failing is not None:
                    await self._logbook.reopen()
                await self._logbook.record(writing.batch)
                break
            except (LogbookError, OSError) as error:
                self._fails(str(error))
                if isinstance(error, Damaged) and self._may_end():
                    raise  # a restart sets the file aside and begins anew; while a call lives in memory alone, it waits
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, RETRY_MAX_S)
        self._waiting.popleft()
        if not writing.kept.done():
            writing.kept.set_result(None)
        if self.failing is not None and not self._waiting:
            self.failing = None
            log.warning("the logbook takes entries again")
            self._trouble(None)

    async def _quietly_tidy(self) -> None:
        """What may wait. The next batch tries again, and tells whether the disk is really at fault."""
        try:
            await self._logbook.sign_head()
            await self._logbook.tidy()
        except LogbookError as error:
            log.warning("signed head or checkpoint put off: %s", error)

    def _fails(self, why: str) -> None:
        if self.failing is None:
            log.error("the logbook does not take entries: %s", why)
            self._trouble(why)
        self.failing = why
