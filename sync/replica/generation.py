"""Keeps the generations: Litestream's fresh folders at a target, the child that fills them, and what older ones left behind. Proves
nothing.

A generation with something wrong is never mended: the next one begins with a snapshot, and the old one is removed once that is proved.
"""

import logging
import os

from sync.replica.anew import Anew
from sync.replica.child import Child
from sync.replica.configured import Database, settings_text
from sync.replica.faults import REFUSED, CopyFault
from sync.replica.marker import BUNDLE, GENERATION_LEN, MIRROR, WRAPS, named
from sync.replica.mirror import Mirror
from sync.replica.settings import Settings
from sync.replica.state import State
from sync.replica.target import Target
from sync.replica.worker import Worker
from sync.replica.wraps import Wraps
from sync.transport.whole_file import write_whole

log = logging.getLogger("handbell.replica")


class Generations:
    """The generations at a target. `child` runs while the copy goes to `target`."""

    def __init__(self, settings: Settings, state: State, mirror: Mirror, wraps: Wraps, child: Child) -> None:
        self._settings = settings
        self._state = state
        self._mirror = mirror
        self._wraps = wraps
        self._child = child
        self.is_refused = False
        """Whether the target refused to remove something last time: it may be set up so on purpose, and then it is asked seldom."""
        self.here = set[str]()  # generations of wraps that were given up while the present target was open
        self._anew = Anew()

    async def go_on(self, target: Target) -> None:
        """Go on with the present generations. Raises CopyFault."""
        self._configure(target)
        await self._child.start(target.environment(), target.says)

    async def begin(self, target: Target, now_s: float, now_ms: int, *, here: bool, why: str) -> None:
        """Begin both generations anew. `here`: the present ones were seen at this target since it was opened. `why`: the cause. Raises
        CopyFault.
        """
        self._anew.spend(now_s, target.says, why)
        await self._child.kill()
        state = self._state
        self._leave(target, now_ms, here=here)
        state.gives_up()
        state.box = self._mirror.box.hex()
        state.mirror, state.wraps = os.urandom(GENERATION_LEN).hex(), os.urandom(GENERATION_LEN).hex()
        state.mirror_txid = state.wraps_txid = state.proved = 0
        state.save(self._settings.state)
        if self._wraps.owes_forgetting:
            self._wraps.make_anew()
        self._configure(target)
        for each in (self._mirror.path, self._wraps.path):
            await self._child.reset(each)
        log.info("a copy is begun on %s: generation %s", target.says, state.mirror)
        await self._child.start(target.environment(), target.says)

    async def forget(self, target: Target, now_ms: int) -> None:
        """Begin only the wraps anew, without what was deleted; the generation of entries goes on. Raises CopyFault."""
        await self._child.kill()
        state = self._state
        self._leave(target, now_ms, here=True)
        state.wraps, state.wraps_txid = os.urandom(GENERATION_LEN).hex(), 0
        state.save(self._settings.state)
        self._wraps.make_anew()
        self._configure(target)
        await self._child.reset(self._wraps.path)
        await self._child.start(target.environment(), target.says)

    async def tidy(self, target: Target, worker: Worker) -> bool:
        """Remove what older generations and bundles left; False where something stays. Only once the present ones are proved.

        A target may let us add and not remove, which protects the copy from an attacker in this box: then we say what stays. Raises
        CopyFault where the target fails otherwise.
        """
        state, self.is_refused = self._state, False
        before, present = [*state.survivors], {state.mirror, state.wraps, *state.kept}
        names, left = await worker.do(target.names), set[str]()
        for name, _ in names:
            found = named(name)
            if found is None or found.generation.hex() in present:
                continue
            if found.what == BUNDLE and state.bundle in {
                0,
                found.serial,
            }:  # this bundle may be the only one that opens the copy
                continue
            if not await self._removed(target, name, worker):
                left.add(found.generation.hex())
            elif found.what == WRAPS:
                state.removed(found.generation.hex())
        for gone in self.here - {*state.kept} - left:  # somebody else may have removed them there
            state.removed(gone)
        self.here &= left
        if state.survivors != before:
            state.save(self._settings.state)
        return not left

    async def remove_unfinished(self, target: Target, worker: Worker) -> None:
        """Remove what was begun there and never whole: else it may fill the target before there is a proof, and only after a proof do we
        tidy. Raises CopyFault.
        """
        state = self._state
        for name, _ in await worker.do(target.names) if state.unfinished else ():
            found = named(name)
            if found is None or found.generation.hex() not in state.unfinished:
                continue
            if await self._removed(target, name, worker) and found.what == WRAPS:
                state.removed(found.generation.hex())
        state.unfinished = []
        state.save(self._settings.state)

    async def _removed(self, target: Target, name: str, worker: Worker) -> bool:
        try:
            return await worker.do(lambda: target.remove(name))
        except CopyFault as fault:
            if fault.cause != REFUSED:
                raise
            log.warning("%s cannot be removed: %s", name, fault.says)
            self.is_refused = True
            return False

    def _leave(self, target: Target, now_ms: int, *, here: bool) -> None:
        if here:
            self.here.add(self._state.wraps)
        self._state.leaves_wraps(target.says, now_ms)

    def _configure(self, target: Target) -> None:
        state, settings = self._state, self._settings
        databases = (
            Database(str(self._wraps.path), target.litestream(f"{WRAPS}-{state.wraps}")),
            Database(str(self._mirror.path), target.litestream(f"{MIRROR}-{state.mirror}")),
        )
        write_whole(settings.litestream_yml, settings_text(databases, str(settings.control)))
