"""Keeps the generation of Litestream's files that a store's copy is made of, the child that fills it, and what older ones left behind.

A generation with something wrong is never mended: the next begins with a whole snapshot, and the old one is removed once that is proved.
"""

import logging
import os

from sync.district.copies.state import State
from sync.district.folder import Folder, replace
from sync.district.salvage import copied_of
from sync.replica.anew import Anew
from sync.replica.bounds import length_of
from sync.replica.chain import unbroken_to
from sync.replica.child import Child
from sync.replica.configured import Database, settings_text
from sync.replica.cut_off import files_that_count
from sync.replica.faults import REFUSED, CopyFault
from sync.replica.marker import GENERATION_LEN, STORE, generation_name, named
from sync.replica.program import litestream
from sync.replica.target import Target
from sync.replica.worker import Worker

log = logging.getLogger("handbell.district")


class Generation:
    """The generation at a target. `child` runs while the copy goes to the target."""

    def __init__(self, folder: Folder) -> None:
        self._database = folder.database
        self._settings = folder.copying / "litestream.yml"
        self._control = folder.copying_socket
        self._kept = copied_of(folder.database)
        self.state = State.load(self._kept)
        self.child = Child(litestream(), self._settings, self._control)
        self._anew = Anew()

    def state_of(self, store: bytes) -> State:
        """Give what is remembered of this very file; an empty state where another file is in its place."""
        if self.state.generation and (self.state.store, self.state.inode) != (store.hex(), self._inode()):
            self.forget()
        self.state.store = store.hex()
        return self.state

    def reached(self, target: Target) -> int:
        """Give the last transaction that a restore reaches. Only while no child runs. Raises CopyFault."""
        return unbroken_to(files_that_count(target, self._name)) if self.state.generation else 0

    async def go_on(self, target: Target) -> None:
        """Go on with the present generation. Raises CopyFault."""
        self._configure(target)
        await self.child.start(target.environment(), target.says)

    async def begin(self, target: Target, worker: Worker, now_s: float, why: str) -> None:
        """Begin another generation. `why`: the cause. Raises CopyFault."""
        self._anew.spend(now_s, target.says, why)
        await self.child.kill()
        state = self.state
        if (
            state.generation and not state.txid
        ):  # this generation never was whole: it may fill the target before there is a proof, and only then do we tidy
            await self._removed(target, self._name, worker)
        state.generation, state.txid, state.inode = os.urandom(GENERATION_LEN).hex(), 0, self._inode()
        self.keep()
        self._configure(target)
        await self.child.reset(self._database)
        log.info("a copy of the store is begun on %s: generation %s", target.says, state.generation)
        await self.child.start(target.environment(), target.says)

    def writes(self, writer: bytes) -> None:
        """Note that this run writes a marker."""
        self.state.wrote(writer)
        self.keep()

    def keep(self) -> None:
        """Save the state. Raises OSError."""
        if self.state.generation:
            self.state.save(self._kept)

    def forget(self) -> None:
        """Forget the generation: the next one begins with a snapshot."""
        self._kept.unlink(missing_ok=True)
        self.state = State(writers=self.state.writers)

    async def clear(self) -> None:
        """Remove what Litestream keeps beside the store. Only while it is dead."""
        if self._settings.exists():
            await self.child.reset(self._database)

    def length_beside(self) -> int:
        """Give the length in bytes of what Litestream keeps beside the store."""
        beside = self._database.with_name(f".{self._database.name}-litestream")
        return sum(map(length_of, beside.rglob("*.ltx"))) if beside.is_dir() else 0

    async def tidy(self, target: Target, worker: Worker) -> bool:
        """Remove older generations; False where something is left for the next time. Only once the present one is proved.
        Raises CopyFault.
        """
        left = False
        for name, _ in await worker.do(target.names):
            found = named(name)
            if found is not None and found.what == STORE and found.generation.hex() != self.state.generation:
                left |= not await self._removed(target, name, worker)
        return not left

    async def _removed(self, target: Target, name: str, worker: Worker) -> bool:
        """Remove a generation. True also where the target lets us remove nothing: whoever set it up so wants that."""
        try:
            return await worker.do(lambda: target.remove(name))
        except CopyFault as fault:
            if fault.cause != REFUSED:
                raise
            log.warning("%s cannot be removed on %s: %s", name, target.says, fault.says)
            return True

    @property
    def _name(self) -> str:
        return generation_name(STORE, bytes.fromhex(self.state.generation))

    def _inode(self) -> int:
        return self._database.stat().st_ino

    def _configure(self, target: Target) -> None:
        goes = Database(str(self._database), target.litestream(self._name))
        replace(self._settings, settings_text((goes,), str(self._control)))
