"""The recovery bundle beside a copy: brought whenever there is another, and looked at for as long as it is to lie there. Opens none."""

import hashlib
from pathlib import Path

from appliance.api.feed.client import FeedClient
from sync.replica.faults import WIPED, CopyFault
from sync.replica.marker import bundle_name
from sync.replica.state import State
from sync.replica.target import Target
from sync.replica.worker import Worker

BUNDLE_LEN_MAX = 1024 * 1024  # as long as one may be (appliance/envelope/bundle.py, which what travels must not know)


class Beside:
    """`state.bundle` is the serial of what lies there as far as is known, and 0 where nothing of it is."""

    def __init__(self, state: State, kept: Path, worker: Worker) -> None:
        """`kept`: the file of the state."""
        self._state = state
        self._kept = kept
        self._worker = worker

    async def bring(self, target: Target, feed: FeedClient, serial: int) -> bool:
        """Have this one there; whether it is another than before. Raises CopyFault, LineLost."""
        if serial in {0, self._state.bundle}:
            return False
        given = await feed.copy_bundle()
        if not given.sealed:
            return False
        name = bundle_name(given.serial)
        await self._worker.do(lambda: target.write(name, given.sealed))
        if await self._worker.do(lambda: target.read(name, BUNDLE_LEN_MAX)) != given.sealed:
            says = f"The recovery bundle on {target.says} is not as it was written. It is written again."
            raise CopyFault(WIPED, says)
        state = self._state
        state.bundle, state.bundle_len = given.serial, len(given.sealed)
        state.bundle_digest = hashlib.sha256(given.sealed).hexdigest()
        state.save(self._kept)  # at once: of several bundles there the one that is known is the one that stays
        return True

    async def lies_there(self, target: Target, *, whole: bool) -> bool:
        """Whether the one that was brought still does; where not, nothing of it is known any more. Raises CopyFault.

        By its length, and `whole` byte for byte: a stick rots in the middle of a file, and seldom.
        """
        state = self._state
        if not state.bundle:
            return True
        name = bundle_name(state.bundle)
        if whole:
            data = await self._worker.do(lambda: target.read(name, BUNDLE_LEN_MAX))
            there = data is not None and hashlib.sha256(data).hexdigest() == state.bundle_digest
        else:
            there = (name, state.bundle_len) in await self._worker.do(target.names)
        if not there:
            state.bundle = 0
        return there
