"""Keeps the side copies up to date with the record: after each commit, but not too often, and nothing waits for it. Knows rows and files,
no call.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from appliance.logbook import side_copy
from appliance.logbook.batch import Batch
from appliance.logbook.errors import LogbookError
from appliance.logbook.side_copy import CopyFiles

OPEN_EVERY_S = 0.05  # for what is open: an entry that is in no side copy yet is seldom older than this
COUNTS_EVERY_S = 1.0  # for what stands: a copy has a plan in it, a hundred kilobytes, and counts change with each press
SHARE = 20  # a copy takes a twentieth of the disk's time at most, however much is open: presses come first
SYNC_AFTER_S = 1.0  # without a change: then a power cut may take one second of a quiet building
AGAIN_S = 5.0  # after the disk did not take a copy

log = logging.getLogger("handbell.logbook")


class Source(Protocol):
    """The logbook, as far as side copies are made of it."""

    async def copy_to(self, files: CopyFiles) -> None:
        """Write the copy of that name as the record is now, in the thread of the record's file. Raises LogbookError, OSError."""
        ...


class _Due:
    """One name: whether it has changed, and when it may be written again."""

    def __init__(self, folder: Path, name: str, every_s: float) -> None:
        self.name = name
        self.files = CopyFiles(folder, name)
        self.every_s = every_s
        self.changed = False
        self.times = 0  # how many of the two files still hold what must go
        self.free_s = 0.0  # a write before that would take more of the disk than its share
        self.next_s = 0.0


class SideCopying:
    """Notes what has changed, and runs the task that writes it."""

    def __init__(self, folder: Path, source: Source) -> None:
        self._folder = folder
        self._source = source
        self._open = _Due(folder, side_copy.OPEN, OPEN_EVERY_S)
        self._standing = _Due(folder, side_copy.STANDING, COUNTS_EVERY_S)
        self._work = asyncio.Event()
        self._failed = False
        self._begun = False
        self._loop = asyncio.get_running_loop()

    def note(self, batch: Batch) -> None:
        """Note that this batch is on disk."""
        if not self._begun:  # until then, only the copies of the earlier run hold what this run carries over
            self._begun = True
            self._open.times = self._standing.times = 2
        if batch.closed or batch.destroyed:
            self._open.times = 2  # what is over must go from both files
        if batch.standing or batch.counters or batch.destroyed:
            self._standing.changed = True
        if batch.standing:  # more than counts: a plan, an office, what the building does
            self._standing.next_s = self._standing.free_s
        self._open.changed = True
        self._work.set()

    async def run(self) -> None:
        """Write whatever has changed, until cancelled. If the disk does not take it, try again: no call waits for it."""
        await self._work.wait()
        await self._try(self._forget_unwritten)
        while True:
            due = [each for each in (self._open, self._standing) if each.changed or each.times]
            now_s = self._loop.time()
            ready = [each for each in due if each.next_s <= now_s]
            if ready:
                await self._write(ready[0])
            elif due:
                self._work.clear()
                await self._wait_until(min(each.next_s for each in due))
            else:
                await self._rest()

    async def write_all(self) -> None:
        """Write all that has changed, at the end of a run."""
        for due in (self._open, self._standing):
            if due.changed or due.times:
                await self._write(due)

    async def _write(self, due: _Due) -> None:
        began_s, done = self._loop.time(), False
        due.changed = False
        try:
            done = await self._try(lambda: self._source.copy_to(due.files))
        finally:  # also when the daemon is stopping
            due.changed = due.changed or not done
        took_s = self._loop.time() - began_s
        due.times -= done and due.times > 0
        due.free_s = self._loop.time() + (max(OPEN_EVERY_S, took_s * SHARE) if done else AGAIN_S)
        due.next_s = max(due.free_s, self._loop.time() + due.every_s)

    async def _rest(self) -> None:
        """Wait until something changes; after a quiet second, sync what was written."""
        self._work.clear()
        if not await self._wait_until(self._loop.time() + SYNC_AFTER_S):
            await self._try(self._sync)
            await self._work.wait()

    async def _wait_until(self, until_s: float) -> bool:
        """Wait for a change. Return False if there was none until then."""
        try:
            async with asyncio.timeout_at(until_s):
                await self._work.wait()
        except TimeoutError:
            return False
        return True

    async def _sync(self) -> None:
        for due in (self._open, self._standing):
            await asyncio.to_thread(due.files.sync)

    async def _forget_unwritten(self) -> None:
        """Remove the files of unwritten batches: the record has them now, or they are of no use any more."""
        await asyncio.to_thread(CopyFiles(self._folder, side_copy.UNWRITTEN).forget)

    async def _try(self, job: Callable[[], Awaitable[None]]) -> bool:
        try:
            await job()
        except (LogbookError, OSError) as error:
            if not self._failed:
                log.warning("the side copies are not up to date: %s", error)
            self._failed = True
            return False
        self._failed = False
        return True
