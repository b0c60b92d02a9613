"""Runs the replica as a whole: follows the sealed feed, copies, proves, and tells, for as long as the process lives.

All that it holds is sealed: entries, wraps that need keys which it does not have, and a bundle that needs the recovery phrase. An attacker
in this process can withhold a copy and lie about one, which the monthly trial and the district's own copy show. Such an attacker can open
nothing, and can cause only copies to be forgotten.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import suppress

import msgspec

from appliance.api.client_line import LineLost
from appliance.api.feed.client import FeedClient
from appliance.api.feed.copy import CopyState
from appliance.api.records.recovery import WantOfCopy
from sync.replica.bounds import length_of_log, over_bounds
from sync.replica.copying import Copying
from sync.replica.following import Brought, follow_once
from sync.replica.mirror import AnotherHistory, Mirror, Whose
from sync.replica.opening import opener
from sync.replica.pace import Pace
from sync.replica.settings import Settings
from sync.replica.status import write_status
from sync.replica.telling import CopyStatus, told
from sync.replica.trials import Trials
from sync.replica.where import S3, Sftp, Where, kind_of
from sync.replica.wraps import Wraps
from sync.replica.written import Written
from sync.uplink.together import together

FEED_AGAIN_S = 1.0  # the alert daemon is back within a second or two
FIRST_S = 5  # how often a box that has no entry yet is asked
AGAIN_S = 10.0  # the pause after an answer that did not fit together: the next one may fit

log = logging.getLogger("handbell.replica")


class Replica:
    """Made once; `run` ends only when it is cancelled."""

    def __init__(self, settings: Settings, where: Where, wall_ms: Callable[[], int], pace: Pace | None = None) -> None:
        self._settings = settings
        self._where = where
        self._wall_ms = wall_ms
        self._pace = pace or Pace()
        self._open()
        self._news = asyncio.Event()
        self._written = Written()
        self._bundle = 0
        self._unsynced = self._log_len = 0
        self._more = self._again = self._forget = False
        self._trials = Trials(settings)
        self._trial: asyncio.Task[None] | None = None
        self._still: str | None = None
        self._began_s = self._entry_s = self._now_s()
        self._due_s = self._tried_s = 0.0
        self._history_s = float("-inf")

    def _open(self) -> None:
        settings = self._settings
        self._mirror, self._wraps = Mirror(settings.mirror), Wraps(settings.wraps)
        opens = opener(self._where, settings.data)
        far = isinstance(self._where, Sftp | S3)
        self._copying = Copying(settings, self._mirror, self._wraps, opens, self._pace, self._wall_ms, far=far)

    async def run(self) -> None:
        """Run for ever. Without the alert daemon there is nothing to do but wait for it."""
        try:
            while True:
                try:
                    feed_at = self._settings.feed_socket
                    async with FeedClient.connect(feed_at) as feed, FeedClient.connect(feed_at) as telling:
                        await together(self._work(feed), self._tell(telling))
                except LineLost as lost:
                    log.warning("%s", lost)
                    await asyncio.sleep(FEED_AGAIN_S)
        finally:
            if self._trial is not None:
                self._trial.cancel()
                with suppress(asyncio.CancelledError):
                    await self._trial
            await self._copying.close()
            self._mirror.close()
            self._wraps.close()

    async def _work(self, feed: FeedClient) -> None:
        while True:
            try:
                await self._round(feed)
            except AnotherHistory as other:
                await self._let_time_pass(other)
                log.warning("%s A new copy is begun.", other)
                await self._begin_history()
            except Whose as wrong:
                self._cannot(f"What the alert daemon sent cannot be copied: {wrong}.")
                await asyncio.sleep(AGAIN_S)

    async def _let_time_pass(self, other: AnotherHistory) -> None:
        """Wait before a second new history: a record that is another one each time must not wear out the card."""
        left_s = self._history_s + self._pace.history_every_s - self._now_s()
        if left_s > 0:
            self._cannot(f"{other} That was so a little before, too: the next copy is begun within ten minutes.")
            await asyncio.sleep(left_s)
        self._history_s = self._now_s()

    def _cannot(self, why: str) -> None:
        log.error("%s", why)
        self._copying.cannot(why)
        self._news.set()

    async def _round(self, feed: FeedClient) -> None:
        """Take what is new, and prove the copy where that is due."""
        if self._again:
            self._again = False
            await self._copying.again()
        if self._forget or self._settings.forget_earlier.exists():
            self._copying.forget_earlier()
            self._settings.forget_earlier.unlink(missing_ok=True)
            self._forget = False
        self._still = over_bounds(self._mirror.path, self._log_len)
        if self._still is not None:
            await asyncio.sleep(max(0.0, self._due_s - self._now_s()))
        else:
            self._took(await self._follow(feed))
        filling = self._more and self._unsynced < self._pace.unsynced_max and self._still is None
        if self._mirror.head and not filling and self._now_s() >= self._due_s:
            await self._prove(feed)

    async def _follow(self, feed: FeedClient) -> Brought:
        """Ask the feed, which holds the question until a proof is due. When less than a second is left, wait here instead."""
        left_s = self._due_s - self._now_s()
        if 0 < left_s < 1:
            await asyncio.sleep(left_s)
        wait_s = max(0 if self._mirror.head else FIRST_S, int(left_s))
        return await follow_once(feed, self._mirror, self._wraps, wait_s, self._wall_ms())

    def _took(self, brought: Brought) -> None:
        self._bundle, self._more = brought.bundle_serial, brought.more
        self._unsynced += brought.entries
        if brought.entries:
            self._entry_s = self._now_s()
        if (brought.entries or brought.wraps_changed) and self._copying.fault is None:
            self._due_s = min(self._due_s, self._tried_s + self._pace.fold_s)

    async def _prove(self, feed: FeedClient) -> None:
        proved = await self._copying.prove(feed, self._bundle, self._entry_s)
        self._unsynced = 0
        if proved:
            self._log_len = length_of_log(self._mirror.path)
        self._tried_s = self._now_s()
        self._due_s = self._tried_s + self._next_s(proved)
        self._news.set()

    def _next_s(self, proved: bool) -> float:
        """Give the seconds until the next proof, without news."""
        pace = self._pace
        if not self._copying.told_fault:
            return pace.fold_s
        if not proved:
            return pace.away_s
        return min(pace.far_news_s, pace.idle_s) if self._copying.unseen else pace.idle_s

    async def _begin_history(self) -> None:
        """Begin the files on this card anew. What the record no longer has stays at the target."""
        state = self._copying.state
        state.kept = [*state.kept, *filter(None, (state.mirror, state.wraps))]
        state.leaves_wraps(self._where.says, self._wall_ms())
        state.mirror, state.mirror_txid, state.wraps = "", 0, ""
        await self._copying.close()
        self._mirror.close()
        self._wraps.close()
        for each in (self._settings.mirror, self._settings.wraps):
            for ending in ("", "-wal", "-shm"):
                each.with_name(each.name + ending).unlink(missing_ok=True)
        self._open()
        self._unsynced, self._log_len, self._due_s = 0, 0, 0.0

    async def _tell(self, feed: FeedClient) -> None:
        while True:
            self._news.clear()
            fault, state = self._copying.fault, self._state()
            heard = await feed.tell_copy(state)
            if self._copying.fault is fault:
                self._copying.told_fault = True
            write_status(self._settings.status, state)
            if state.drill is not None:
                self._trials.heard(state.drill)
            self._again |= heard.wanted == "again"
            self._forget |= heard.wanted == WantOfCopy.FORGET_EARLIER
            is_due = heard.wanted == "drill" and self._trials.may_begin
            if (is_due or heard.wanted == WantOfCopy.TRIAL) and (self._trial is None or self._trial.done()):
                self._trial = asyncio.get_running_loop().create_task(self._try_out(), name="trial")
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pace.tell_s):
                    await self._news.wait()

    async def _try_out(self) -> None:
        await self._trials.run(self._copying.proved)
        self._news.set()

    def _state(self) -> CopyState:
        copying, now_s = self._copying, self._now_s()
        self._written.look([pid for pid in (os.getpid(), copying.child.pid) if pid is not None], now_s)
        since_s = now_s - self._proved_s()
        status = CopyStatus(
            kind=kind_of(self._where),
            where=self._where.says,
            proved=copying.proved,
            proved_ago_s=since_s if copying.proved_at_s is not None else 0.0,
            unproved_s=since_s,
            wraps_version=copying.proved_version,
            bundle=copying.state.bundle,
            fault=copying.fault,
            elsewhere=copying.elsewhere(now_s),
            still=self._still,
            free_mib=copying.free_mib,
            written=self._written.in_the_hour,
            survivors=tuple(copying.state.survivors),
        )
        return msgspec.structs.replace(told(status, self._pace.silent_s), drill=self._trials.told)

    def _proved_s(self) -> float:
        at_s = self._copying.proved_at_s
        return self._began_s if at_s is None else at_s

    def _now_s(self) -> float:
        return asyncio.get_running_loop().time()
