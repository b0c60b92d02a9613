"""Tells others while the office waits for calls: looks again and again, in a thread and on a connection of its own, and hands each channel
what it found. No channel waits for another one, and the watch waits for none.
"""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from appliance.tasks import Tasks
from sync.office.folder import Folder, NotSetUp
from sync.office.keyring import Keyring
from sync.office.store import Store, StoreError
from sync.office.telling.calls import TOO_OLD_MIN
from sync.office.telling.channel import Channel
from sync.office.telling.looking import Looking
from sync.office.telling.matter import Matter
from sync.office.telling.teller import Teller
from sync.office.telling.told_file import ToldFile
from sync.office.troubles import Say, Troubles

LOOK_EVERY_S = 15.0  # a call is told of after ten minutes, so a few seconds more do not matter
NOT_ASKED_S = 0.5  # a server that is there answers its first question sooner
TOLD = "telling"  # the folder below the office's folder


class Telling:
    """The telling of one office. `is_away`: whether the server does not answer now; None before it was asked: until then nobody is told."""

    def __init__(
        self,
        folder: Folder,
        keyring: Keyring,
        channels: Sequence[Channel],
        is_away: Callable[[], bool | None],
        say: Say,
        *,
        too_old_min: int = TOO_OLD_MIN,
        every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._folder, self._keyring = folder, keyring
        self._channels, self._is_away = channels, is_away
        self._too_old_min, self._every_s = too_old_min, every_s
        self._troubles = Troubles()
        self._troubles.say = say
        self._thread = ThreadPoolExecutor(1, "telling")
        self._open = contextlib.ExitStack()  # used only by that thread, as is everything in it
        self._looking: Looking | None = None

    @contextlib.asynccontextmanager
    async def going(self) -> AsyncGenerator[None]:
        """Tell from now until the end of the block."""
        tasks = Tasks()
        tasks.start(self._run(), name="telling")
        try:
            yield
        finally:
            await tasks.stop()
            await asyncio.get_running_loop().run_in_executor(self._thread, self._open.close)
            self._thread.shutdown()

    async def _run(self) -> None:
        now_s = time.monotonic
        kept = self._folder.data / TOLD
        tellers = [Teller(each, ToldFile(kept, each.name), self._troubles, now_s) for each in self._channels]
        rounds: dict[Teller, asyncio.Task[None]] = {}
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    away = self._is_away()
                    found = None if away is None else await self._look(away)
                    if found is not None:
                        now_ms, matters, whole = found
                        for each in tellers:  # a teller that is still busy hears what the next look finds
                            if each not in rounds or rounds[each].done():
                                rounds[each] = group.create_task(each.round(matters, now_ms, whole=whole))
                    await asyncio.sleep(self._every_s if away is not None else min(self._every_s, NOT_ASKED_S))
        finally:
            for each in tellers:
                each.close()

    async def _look(self, away: bool) -> tuple[int, list[Matter], bool] | None:
        now_ms = time.time_ns() // 1_000_000
        try:
            matters, whole = await asyncio.get_running_loop().run_in_executor(self._thread, self._matters, now_ms, away)
        except (sqlite3.Error, StoreError, NotSetUp, OSError) as wrong:
            self._troubles.has("look", f"What is to be told cannot be read at the moment ({wrong}). It is tried again.")
            return None
        self._troubles.ended("look", "What is to be told is read again.")
        return now_ms, matters, whole

    def _matters(self, now_ms: int, is_away: bool) -> tuple[list[Matter], bool]:
        try:
            if self._looking is None:
                store = self._open.enter_context(Store.open(self._folder.database, self._keyring))
                self._looking = Looking(self._folder, store, self._keyring, time.monotonic, self._too_old_min)
            matters, whole = self._looking.matters(now_ms)
        except (sqlite3.Error, StoreError):
            self._looking = None
            self._open.close()  # the next look opens whatever is there then
            raise
        return ([*matters, self._looking.away()] if is_away else matters), whole
