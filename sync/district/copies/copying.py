"""Makes the copy of the store while the server runs, proves it, and says what is wrong with it. Decides what is claimed; believes no answer
without a look.

"Up to a moment": the clock is read before Litestream is asked, so what the server answered until then is in what Litestream copies; then
the target is looked at. Where any of this fails nothing is claimed. No deposit ever waits for any of this.
"""

import asyncio
import contextlib
import logging
import os
import secrets
from collections.abc import Callable

from sync.district.copies.generation import Generation
from sync.district.copies.marker import DISTRICT, StoreMarker, marker_at
from sync.district.copies.place import place_opener
from sync.district.copies.telling import CopyStatus, line, told
from sync.district.district import wall_ms
from sync.district.folder import Folder, FolderError, make_folder
from sync.district.sqlite_store import SqliteStore
from sync.district.store import StoreUnavailable
from sync.district.tables.store_id import STORE_ID_LEN, store_id
from sync.protocol import CopyTold
from sync.replica.bounds import length_of, length_of_log
from sync.replica.faults import SILENT, STANDING_STILL, CopyFault, full
from sync.replica.marker import WRITER_LEN
from sync.replica.pace import Pace
from sync.replica.proving import ExpectedMarker, Lies, fate, look_at
from sync.replica.target import Target
from sync.replica.where import Where, kind_of
from sync.replica.worker import Worker

PACE = Pace(fold_s=1.0)  # at most one copy in this time while deposits come: each makes a file at the target
LOG_LEN_MAX = (
    1024**3
)  # bytes of log while nobody copies: a longer log is moved into the store, and the copy is made again
LOG_WHILE_COPIED_MAX = (
    8 * 1024**3
)  # during a first copy over a slow line nobody can move the log: this is a busy day of 2,000 buildings
BESIDE_LEN_MAX = 1024**3  # bytes of Litestream's own files, beyond the length of the store
BOUNDS_EVERY_S = 10.0  # a slow disk takes at least ten seconds to write 1 GiB

log = logging.getLogger("handbell.district")


class Copying:
    """Makes the copy: `run` goes on until it is cancelled; `told` may be read at any time."""

    def __init__(
        self,
        folder: Folder,
        store: SqliteStore,
        where: Where,
        pace: Pace = PACE,
        now_ms: Callable[[], int] = wall_ms,
    ) -> None:
        self._store = store
        self._where = where
        self._pace = pace
        self._now_ms = now_ms
        make_folder(folder.copying)
        self._opens = place_opener(where, folder.copying)
        self._generation = Generation(folder)
        self._child = self._generation.child
        self._database = folder.database
        self._worker = Worker()
        self._writer = os.urandom(WRITER_LEN)
        self._id = b""
        self._target: Target | None = None
        self._marker: StoreMarker | None = None  # the marker that this run wrote to the present target
        self._untidy = True
        self._left_over = False  # something could not be removed; it is tried again now and then
        self._looked_s = self._tidied_s = self._saved_s = 0.0
        self._seen_commits = -1
        self._up_to_ms = 0
        self._began_s = self._now_s()
        self._proved_s: float | None = None
        self._fault: CopyFault | None = None
        self._free_mib: int | None = None
        self._said: tuple[bool, bool] | None = None
        self._round: asyncio.Task[None] | None = None
        self._alone = asyncio.Event()  # set while nobody makes the store's file anew
        self._alone.set()
        self._loop = asyncio.get_running_loop()
        store.beside = self

    async def run(self) -> None:
        """Copy for as long as the server serves; Litestream ends with this."""
        try:
            while True:
                await self._alone.wait()
                self._round = self._loop.create_task(self._do_a_round(), name="a round of the copy")
                while not (await asyncio.wait({self._round}, timeout=BOUNDS_EVERY_S))[0]:
                    if self._child.pid is not None and self._is_too_long():
                        await self._child.kill()  # this ends the round
                self._see_how_it_ended(self._round)
                self._say()
                await self._until_due()
        finally:
            await self._stand_aside()
            with contextlib.suppress(OSError, FolderError):  # if this fails, the next start proves the copy once more
                self._generation.keep()

    @property
    def told(self) -> CopyTold:
        """How the copy stands."""
        now_s = self._now_s()
        unproved_s = now_s - (self._began_s if self._proved_s is None else self._proved_s)
        status = CopyStatus(
            kind=kind_of(self._where),
            where=self._where.says,
            up_to_ms=self._up_to_ms,
            ago_s=0.0 if self._proved_s is None else unproved_s,
            unproved_s=unproved_s,
            fault=self._fault,
            free_mib=self._free_mib,
        )
        return told(status, self._pace.silent_s)

    def leave(self) -> None:
        """Called in the store's thread, before the store's file is made anew: close it here."""
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result()

    def come_back(self) -> None:
        """Called in the store's thread, when the store is another file."""
        self._loop.call_soon_threadsafe(self._come_back)

    async def _leave(self) -> None:
        self._alone.clear()
        await self._stand_aside()

    def _come_back(self) -> None:
        self._generation.forget()
        self._id = b""  # the row with the store's id may have been lost, and is another one now
        self._alone.set()

    async def _stand_aside(self) -> None:
        """Make sure that nothing of ours has the store open when this returns."""
        if self._round is not None and not self._round.done():
            self._round.cancel()
            await asyncio.wait({self._round})
        await self._let_go()

    def _see_how_it_ended(self, ended: asyncio.Task[None]) -> None:
        """Note how the round ended. Nothing that goes wrong with a copy ends the server."""
        wrong = None if ended.cancelled() else ended.exception()
        if isinstance(
            wrong, StoreUnavailable | FolderError | OSError
        ):  # the fault is on our own disk, not at the target
            self._note(CopyFault(SILENT, f"The store or its folder is not to be had just now: {wrong}"))
        elif wrong is not None:
            log.error("the copy met a mistake of Handbell's own", exc_info=wrong)
            self._note(CopyFault(SILENT, f"The copy ended by a mistake of Handbell's own: {wrong!r}"))

    async def _do_a_round(self) -> None:
        if self._store.reads_itself:  # else what Litestream writes into the store would make a backup begin again
            return
        try:
            target = await self._at_target()
            await self._copied(target)
        except CopyFault as fault:
            await self._failed(fault)
        await self._keep_in_bounds()

    async def _at_target(self) -> Target:
        """Give the target, open and with the child running. Raises CopyFault."""
        if self._target is not None and self._child.pid is not None:
            await self._worker.do(self._target.check)
            return self._target
        await self._let_go()
        if not self._id:
            fresh = secrets.token_bytes(STORE_ID_LEN)
            self._id = await self._store.do(lambda sql: store_id(sql, fresh))
        target = await self._worker.do(lambda: self._opens(DISTRICT, self._id))
        fault = await self._worker.do(lambda: self._judged(target))
        if fault is None:
            await self._generation.go_on(target)
        else:
            if fault.cause:
                self._note(fault)
            await self._begin(target, fault.cause)
        self._target, self._untidy = target, True
        return target

    def _judged(self, target: Target) -> CopyFault | None:
        """Judge whether to go on with what lies there. Raises CopyFault."""
        target.check()
        marker, state = marker_at(target), self._generation.state_of(self._id)
        reached = self._generation.reached(target)
        lies = Lies(
            marker=marker is not None,
            ours=marker is not None and marker.writer.hex() in state.writers,
            present=marker is not None and marker.generation.hex() == state.generation,
            reached=reached >= state.txid,
            some=reached > 0,
        )
        return fate(lies, "server", target.says, begun=bool(state.generation), whole=bool(state.txid))

    async def _begin(self, target: Target, why: str) -> None:
        self._up_to_ms, self._proved_s, self._marker, self._untidy = 0, None, None, True
        await self._generation.begin(target, self._worker, self._now_s(), why)

    async def _copied(self, target: Target) -> None:
        """Copy and prove. Raises CopyFault."""
        commits, up_to_ms = self._store.commits, self._now_ms()
        txid = await self._child.sync(self._database, target.says, self._pace.still_s)
        if not self._must_look(target):
            return
        is_marked = self._marker is not None
        await self._look(target, txid)
        self._looked_s = self._now_s()
        if self._untidy and self._looked_s - self._tidied_s >= (self._pace.idle_s if self._left_over else 0.0):
            self._left_over = not await self._generation.tidy(target, self._worker)
            self._untidy, self._tidied_s = self._left_over, self._looked_s
        self._seen_commits, self._up_to_ms, self._proved_s, self._fault = commits, up_to_ms, self._now_s(), None
        self._generation.state.txid = txid
        if not is_marked or self._now_s() - self._saved_s >= self._pace.save_s:
            self._saved_s = self._now_s()
            self._generation.keep()

    async def _look(self, target: Target, txid: int) -> None:
        state, marked = self._generation.state, self._marker is not None
        marker = self._marker or StoreMarker(self._id, bytes.fromhex(state.generation), self._writer, self._now_ms())
        begun = not state.txid
        if not marked:
            self._generation.writes(
                self._writer
            )  # save first: after a power cut our own marker must not look like another's
        place = ExpectedMarker(marker, marker_at, "server")
        await self._worker.do(lambda: look_at(target, place, {marker.folder: txid}, begun=begun, marked=marked))
        self._marker = marker
        if not marked or self._now_s() - self._looked_s >= self._pace.idle_s:
            self._free_mib = await self._worker.do(target.free_mib)

    def _must_look(self, target: Target) -> bool:
        """Whether to look at the target now: at a folder with each proof, at a far target now and then. Nothing is claimed
        without a look.
        """
        if target.kind == "folder" or self._marker is None or self._fault is not None:
            return True
        news = self._store.commits != self._seen_commits
        return self._now_s() - self._looked_s >= (self._pace.far_news_s if news else self._pace.far_look_s)

    async def _failed(self, fault: CopyFault) -> None:
        target = self._target
        if target is not None and (fault.anew or fault.cause == SILENT):
            fault = await self._truer(target, fault)
        self._note(fault)
        if not fault.anew or target is None:
            await self._let_go()
            return
        try:
            await self._begin(target, fault.cause)
        except CopyFault as again:
            self._note(again)
            await self._let_go()

    async def _truer(self, target: Target, fault: CopyFault) -> CopyFault:
        """Look for the true cause: a look at the place tells more than Litestream does when a disk is gone."""
        try:
            await self._worker.do(target.check)
            await self._worker.do(lambda: self._opens(DISTRICT, self._id))
            left_mib = await self._worker.do(target.free_mib)
        except CopyFault as truer:
            return truer
        return full(target.says) if left_mib == 0 else fault

    async def _let_go(self) -> None:
        self._target = self._marker = None
        await self._child.kill()

    async def _keep_in_bounds(self) -> None:
        """Move a log that is too long into the store. Only while Litestream is dead, because otherwise only Litestream may move it."""
        if self._child.pid is not None or not self._is_too_long():
            return
        self._generation.forget()
        await self._generation.clear()
        says = (
            "Too much waited to be copied, and it was given up to keep the server's disk free. The copy is made again."
        )
        self._note(CopyFault(STANDING_STILL, says))
        with contextlib.suppress(StoreUnavailable):
            await self._store.checkpoint(lambda: self._child.pid is None)

    def _is_too_long(self) -> bool:
        most = LOG_LEN_MAX if self._child.pid is None else LOG_WHILE_COPIED_MAX
        if length_of_log(self._database) > most:
            return True
        return self._generation.length_beside() > length_of(self._database) + BESIDE_LEN_MAX

    def _note(self, fault: CopyFault) -> None:
        """Note a fault, and log it at once: it may be over before anybody asks."""
        if self._fault is None or (self._fault.cause, self._fault.says) != (fault.cause, fault.says):
            log.warning("the copy of the store: %s%s", fault.says, f" ({fault.cause})" if fault.cause else "")
        self._fault = fault

    def _say(self) -> None:
        """Log the state when it changed whether there is a copy, or whether there is trouble."""
        now = self.told
        said = bool(now.trouble), bool(now.up_to_ms)
        if said != self._said:
            self._said = said
            log.log(logging.ERROR if now.trouble else logging.INFO, "%s", line(now))

    async def _until_due(self) -> None:
        """Wait for the next round: a short time when there is news, else longer."""
        ends_s = self._now_s() + (self._pace.away_s if self._target is None else self._pace.idle_s)
        await asyncio.sleep(self._pace.fold_s)
        while self._now_s() < ends_s:
            if self._target is not None and self._store.commits != self._seen_commits:
                return
            await asyncio.sleep(min(self._pace.fold_s, 1.0))

    def _now_s(self) -> float:
        return asyncio.get_running_loop().time()
