"""Keeps the copy at its target: opens it, copies, proves, and says what is wrong with it. Decides what is claimed; believes no answer
without a look.

"Up to entry N": first it notes N, then it has Litestream copy the wraps, then the entries, then it looks at the target. Where any of this
fails, nothing is claimed.
"""

import asyncio
import logging
import os
from collections.abc import Callable

from appliance.api.feed.client import FeedClient
from sync.replica.beside import Beside
from sync.replica.child import Child
from sync.replica.faults import SILENT, WIPED, CopyFault, full
from sync.replica.generation import Generations
from sync.replica.marker import WRITER_LEN, CopyMarker
from sync.replica.mirror import Mirror
from sync.replica.opening import Opener
from sync.replica.pace import Pace
from sync.replica.proving import Reached, first_look, judged, look
from sync.replica.settings import Settings
from sync.replica.state import State
from sync.replica.target import Target
from sync.replica.where import NEAR
from sync.replica.worker import Worker
from sync.replica.wraps import Wraps

log = logging.getLogger("handbell.replica")


class Copying:
    """The copy at its target. `proved`: the number up to which it is proved, `proved_at_s`: when (None: not since the start). `fault`: why
    it cannot be proved now.
    """

    def __init__(
        self,
        settings: Settings,
        mirror: Mirror,
        wraps: Wraps,
        opens: Opener,
        pace: Pace,
        wall_ms: Callable[[], int],
        *,
        far: bool = False,
    ) -> None:
        """Make the copy from these files. `far`: the target is a server, which may take long to let anybody in."""
        self._settings = settings
        self._mirror = mirror
        self._wraps = wraps
        self._opens = opens
        self._pace = pace
        self._wall_ms = wall_ms
        self.state = State.load(settings.state)
        self.child = Child(settings.program, settings.litestream_yml, settings.control)
        self._generations = Generations(settings, self.state, mirror, wraps, self.child)
        self._worker = Worker(pace.far_answer_s if far else pace.answer_s, far=far)
        self._beside = Beside(self.state, settings.state, self._worker)
        self._writer = os.urandom(WRITER_LEN)
        self._target: Target | None = None
        self._marker: CopyMarker | None = None  # the marker that this run wrote to the present target
        self._named = False  # a marker there names this generation of entries, so that a restore already gives new entries as they come
        self._untidy = True
        self._left_over = False  # something could not be removed; it is tried again now and then
        self._tidied_s = 0.0
        self._looked_s = 0.0
        self._bundle_read_s = 0.0
        self._saved_s = 0.0
        self._saved = (0, 0)  # the transactions that were saved on the card last
        self._forgot_s = float("-inf")
        self._owed_s: float | None = None
        self._others: dict[str, bytes] | None = None
        self._elsewhere_s: float | None = None
        self.proved = 0
        self.proved_version = 0
        self.proved_at_s: float | None = None
        self.unseen = False  # something was copied to a far target, and nobody has looked at it yet
        self.free_mib: int | None = None
        self.fault: CopyFault | None = None
        self.told_fault = True

    async def prove(self, feed: FeedClient, bundle_serial: int, last_entry_s: float) -> bool:
        """Copy what there is, and prove it. False: `fault` says why not. Raises LineLost where the feed ended."""
        try:
            target = await self._at_target()
            await self._bring_bundle(target, feed, bundle_serial)
            await self._forget(target, last_entry_s)
            await self._copied(target)
        except CopyFault as fault:
            await self._failed(fault)
            return False
        if self.told_fault:  # a fault that is over already is still told once
            self.fault = None
        return True

    def cannot(self, why: str) -> None:
        """Note that nothing can be copied, because the record itself does not come."""
        self._note(CopyFault(SILENT, why))

    async def again(self) -> None:
        """Give up the present copy: the next proof begins it anew."""
        await self._let_go()
        self.state.gives_up()

    def forget_earlier(self) -> None:
        """Have the next proof remove what was kept of a record from before it was put back."""
        self.state.kept, self._untidy, self._tidied_s = [], True, 0.0
        self.state.save(self._settings.state)

    async def close(self) -> None:
        """End the child, and save how far the copy was proved."""
        await self._let_go()
        self.state.save(self._settings.state)

    def elsewhere(self, now_s: float) -> bool:
        """Whether another box of this building was lately seen to write to this target."""
        return self._elsewhere_s is not None and now_s - self._elsewhere_s < self._pace.elsewhere_s

    async def _at_target(self) -> Target:
        """Give the target, open and with the child running."""
        if self._target is not None and self.child.pid is not None:
            await self._worker.do(self._target.check)
            return self._target
        await self._let_go()
        self._generations.here.clear()
        building, box = self._mirror.building, self._mirror.box
        target = await self._worker.do(lambda: self._opens(building, box))
        found = await self._worker.do(lambda: first_look(target, self.state))
        fault = judged(found, self.state, target.says)
        if fault is None and self.state.box == box.hex():
            # A generation that was begun and never whole is not named: the marker names the one before it until this one is proved.
            self._named = found.marker is not None and found.marker.mirror.hex() == self.state.mirror
            await self._generations.go_on(target)
        else:
            if fault is not None and fault.cause:
                self._note(fault)
            await self._begin(target, here=False, why=fault.cause if fault is not None else "")
        self._target, self._untidy = target, True
        return target

    async def _begin(self, target: Target, *, here: bool, why: str) -> None:
        self.proved = self.proved_version = 0
        self.proved_at_s = None
        await self._generations.begin(target, self._now_s(), self._wall_ms(), here=here, why=why)
        self._marker, self._untidy, self._named = None, True, False
        await self._generations.remove_unfinished(target, self._worker)
        await self._beside.lies_there(target, whole=True)  # if it does not, it is brought again

    async def _bring_bundle(self, target: Target, feed: FeedClient, serial: int) -> None:
        """Bring the bundle before the wraps, because it holds what these need. A bundle that no longer lies there is brought again."""
        now_s = self._now_s()
        if self._must_look(target, now_s):
            whole = self._marker is None or now_s - self._bundle_read_s >= self._pace.bundle_read_s
            if whole:
                self._bundle_read_s = now_s
            if not await self._beside.lies_there(target, whole=whole):
                says = f"The recovery bundle on {target.says} was deleted or spoilt. It is written again."
                self._note(CopyFault(WIPED, says))
                self._marker, self._untidy = None, True
        if await self._beside.bring(target, feed, serial):
            self._marker, self._untidy = None, True

    async def _forget(self, target: Target, last_entry_s: float) -> None:
        """Begin a new generation of wraps, at a quiet moment after something was deleted."""
        if not self._wraps.owes_forgetting:
            self._owed_s = None
            return
        now_s, pace = self._now_s(), self._pace
        self._owed_s = now_s if self._owed_s is None else self._owed_s
        quiet = now_s - last_entry_s >= pace.quiet_s and now_s - self._forgot_s >= pace.forget_every_s
        if quiet or now_s - self._owed_s >= pace.forget_latest_s:
            self._forgot_s = now_s
            self._marker, self._untidy = None, True
            await self._generations.forget(target, self._wall_ms())

    async def _copied(self, target: Target) -> None:
        number, version = self._mirror.head, self._wraps.clean
        wraps_txid = await self.child.sync(self._wraps.path, target.says, self._pace.still_s)
        if self._marker is None and self._named:  # the marker must name the new wraps before entries need them
            await self._look(target, self.state.mirror_txid, wraps_txid)
        mirror_txid = await self.child.sync(self._mirror.path, target.says, self._pace.still_s)
        now_s = self._now_s()
        self.unseen = not self._must_look(target, now_s) and number > self.proved
        if not self._must_look(target, now_s):  # what nobody looked at is not claimed
            return
        await self._look(target, mirror_txid, wraps_txid)
        self._looked_s = now_s
        if self._untidy and now_s - self._tidied_s >= self._tidies_again_s():
            self._left_over = not await self._generations.tidy(target, self._worker)
            self._untidy, self._tidied_s = self._left_over, now_s
        if not self._untidy:
            self.proved_version = version
        self.proved, self.proved_at_s = number, self._now_s()
        self._named = True
        state = self.state
        state.proved, state.mirror_txid, state.wraps_txid = number, mirror_txid, wraps_txid
        if now_s - self._saved_s >= self._pace.save_s and self._saved != (mirror_txid, wraps_txid):
            state.save(self._settings.state)
            self._saved_s, self._saved = now_s, (mirror_txid, wraps_txid)

    def _tidies_again_s(self) -> float:
        if not self._left_over:
            return 0.0
        return self._pace.refused_s if self._generations.is_refused else self._pace.idle_s

    def _must_look(self, target: Target, now_s: float) -> bool:
        if target.kind in NEAR or self._marker is None or self.fault is not None:
            return True
        news = self._mirror.head > self.proved
        return now_s - self._looked_s >= (self._pace.far_news_s if news else self._pace.far_look_s)

    async def _look(self, target: Target, mirror_txid: int, wraps_txid: int) -> None:
        marked = self._marker is not None
        begun = not (self.state.mirror_txid and self.state.wraps_txid)
        wanted = Reached(mirror_txid, wraps_txid, begun)
        marker = self._marker or self._new_marker(mirror_txid, wraps_txid)
        await self._worker.do(lambda: look(target, marker, wanted, marked=marked))
        self._marker = marker
        if not marked or self._now_s() - self._looked_s >= self._pace.idle_s:
            others = await self._worker.do(target.others)
            if self._others is not None and any(others[box] != self._others.get(box, others[box]) for box in others):
                self._elsewhere_s = self._now_s()
            self._others = others
            self.free_mib = await self._worker.do(target.free_mib)

    def _new_marker(self, mirror_txid: int, wraps_txid: int) -> CopyMarker:
        state = self.state
        state.wrote(self._writer)
        state.mirror_txid, state.wraps_txid = mirror_txid, wraps_txid
        state.save(self._settings.state)  # save first: after a power cut our own marker must not look like another's
        ids = self._mirror.building, self._mirror.box, bytes.fromhex(state.mirror), bytes.fromhex(state.wraps)
        return CopyMarker(*ids, self._writer, state.bundle, self._wall_ms())

    async def _failed(self, fault: CopyFault) -> None:
        target = self._target
        if fault.anew and not self.state.mirror_txid:  # nobody needs to know of the loss of a copy that never was whole
            fault = CopyFault("", fault.says, anew=True)
        if target is not None and (fault.anew or fault.cause == SILENT):
            fault = await self._truer(target, fault)
        self._note(fault)
        log.warning("%s", fault.says)
        if not fault.anew or target is None:
            await self._let_go()
            return
        try:
            await self._begin(target, here=True, why=fault.cause)
        except CopyFault as again:
            self._note(again)
            await self._let_go()

    async def _truer(self, target: Target, fault: CopyFault) -> CopyFault:
        """Look for the true cause: a look at the place tells more than Litestream does when a stick is gone; and what looks deleted may be
        another building's stick.
        """
        building, box = self._mirror.building, self._mirror.box
        try:
            await self._worker.do(target.check)
            await self._worker.do(lambda: self._opens(building, box))
            left_mib = await self._worker.do(target.free_mib)
        except CopyFault as truer:
            return truer
        return full(target.says) if left_mib == 0 else fault  # SFTP has no own error for a full disk

    async def _let_go(self) -> None:
        """Stop the child and forget the target, so that nothing is written to a place that may be another one."""
        self._target = self._marker = None
        await self.child.kill()

    def _note(self, fault: CopyFault) -> None:
        if self.fault is None or (self.fault.cause, self.fault.says) != (fault.cause, fault.says):
            self.fault, self.told_fault = fault, False

    def _now_s(self) -> float:
        return asyncio.get_running_loop().time()
