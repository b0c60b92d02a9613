"""Brings batches onto the disk, in order, however long the disk is away. Knows the logbook's failures; decides nothing about calls."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable

from appliance.logbook.batch import Batch
from appliance.logbook.errors import Damaged, LogbookError
from appliance.logbook.store import Logbook

# promise 2: a disk that has not answered by then is stalled; far above p99 (8 ms), far below 5 s
STALLED_AFTER_S = 0.25
RETRY_FIRST_S = 0.25  # the time after which a disk counts as stalled: nobody waits less than that
RETRY_MAX_S = 5.0  # a disk that returns is noticed within the five seconds that promise 1 gives a press
QUIET_S = 0.05  # after this long without a batch the head is signed and the file tidied

log = logging.getLogger("handbell.recorder")


class Writing:
    """One batch on its way. `kept` is done when the batch is on disk. `then` is told True at that moment, or False when the disk counts
    as stalled.
    """

    __slots__ = ("_stalled", "_told", "batch", "kept", "then")

    def __init__(self, batch: Batch) -> None:
        loop = asyncio.get_running_loop()
        self.batch = batch
        self.kept: asyncio.Future[None] = loop.create_future()
        self.then: Callable[[bool], None] = _nobody
        self._told = False
        self._stalled = loop.call_later(STALLED_AFTER_S, self._tell, False)

    def is_kept(self) -> None:
        """Note that the batch is on disk."""
        self._stalled.cancel()
        self._tell(True)
        if not self.kept.done():
            self.kept.set_result(None)

    def _tell(self, in_time: bool) -> None:
        if not self._told:
            self._told = True
            self.then(in_time)


def _nobody(in_time: bool) -> None:
    """Do nothing: nobody waits for this batch."""


class Recorder:
    """Brings sealed batches to the disk, one at a time. `failing` says why the disk does not take them, or is None.

    While all is well, a batch goes to the disk in the same turn of the loop that sealed it, or that saw the batch before it kept: no
    press waits for a task to wake. The one task, `run`, works only when the disk fails, and for what may wait.
    """

    def __init__(self, logbook: Logbook, trouble: Callable[[str | None], None], may_end: Callable[[], bool]) -> None:
        self._logbook = logbook
        self._trouble = trouble
        self._may_end = may_end
        self._waiting: deque[Writing] = deque()
        self._at_the_disk = False
        self._work = asyncio.Event()
        self._unsigned = False
        self._bug: BaseException | None = None
        self.failing: str | None = logbook.unwritable

    @property
    def behind(self) -> int:
        """Give the number of batches that are sealed and not yet on disk."""
        return len(self._waiting)

    def write(self, batch: Batch) -> Writing:
        """Queue a batch. This never fails: a batch waits for the disk."""
        writing = Writing(batch)
        self._waiting.append(writing)
        self._go_on()
        return writing

    async def caught_up(self) -> None:
        """Wait until everything queued so far is on disk."""
        if self._waiting:
            await asyncio.shield(self._waiting[-1].kept)

    async def run(self) -> None:
        """Mend and tidy until cancelled. Raises `Damaged` when the file turned out damaged and nothing open would be lost by a restart."""
        while self._bug is None:
            if self._waiting and self.failing is not None:
                await self._mend()
            elif self._unsigned:
                await self._tidy_when_quiet()
            else:
                await self._work.wait()
            self._work.clear()
        raise self._bug

    def _go_on(self) -> None:
        if self.failing is not None:
            self._work.set()
        elif not self._at_the_disk and self._waiting:
            self._at_the_disk = True
            self._logbook.begin(self._waiting[0].batch, self._came_back)

    def _came_back(self, written: asyncio.Future[None]) -> None:
        self._at_the_disk = False
        match written.exception():
            case None:
                self._first_is_kept()
            case LogbookError() | OSError() as error:
                self._fails(error)
            case bug:
                self._bug = bug
                self._work.set()
                return
        self._go_on()

    def _first_is_kept(self) -> None:
        self._waiting.popleft().is_kept()
        self._unsigned = True
        self._work.set()

    async def _mend(self) -> None:
        """Open the file afresh and write what waits, however long that takes. The first try comes when the calls in it have been shown
        already.
        """
        pause_s = RETRY_FIRST_S
        while self._waiting:
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, RETRY_MAX_S)
            try:
                await self._logbook.reopen()
                while self._waiting:
                    await self._logbook.record(self._waiting[0].batch)
                    self._first_is_kept()
            except (LogbookError, OSError) as error:
                self._fails(error)
                if isinstance(error, Damaged) and (self._kept_beside() or self._may_end()):
                    # A restart sets the file aside and begins anew. While a call is in memory only, the restart waits.
                    raise
        self.failing = None
        log.warning("the logbook takes entries again")
        self._trouble(None)

    def _kept_beside(self) -> bool:
        """Write what a damaged file does not take beside it, for the next start. Return whether it is there."""
        try:
            self._logbook.keep_unwritten([writing.batch for writing in self._waiting])
        except OSError as error:
            log.error("what is not recorded cannot be kept beside the logbook either: %s", error)
            return False
        return True

    async def _tidy_when_quiet(self) -> None:
        """Sign the head and tidy the file, which may wait. If this fails, the next batch shows whether the disk is really at fault."""
        self._unsigned = False
        await asyncio.sleep(QUIET_S)
        if self._unsigned or self._waiting:
            return
        try:
            await self._logbook.sign_head()
            await self._logbook.tidy()
        except LogbookError as error:
            log.warning("signed head or checkpoint put off: %s", error)

    def _fails(self, error: Exception) -> None:
        why = str(error)
        if self.failing is None:
            log.error("the logbook does not take entries: %s", why)
            self._trouble(why)
        self.failing = why
