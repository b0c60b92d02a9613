"""Keeps the recovery bundle beside a copy: brings each new one, and looks that it still lies there. Opens none."""

import hashlib
from pathlib import Path

from appliance.api.feed.client import FeedClient
from sync.replica.faults import WIPED, CopyFault
from sync.replica.marker import bundle_name
from sync.replica.state import State
from sync.replica.target import Target
from sync.replica.worker import Worker

BUNDLE_LEN_MAX = (
    1024 * 1024
)  # as long as a bundle may be (appliance/envelope/bundle.py, which code that carries sealed data must not import)


class Beside:
    """The bundle beside a copy. `state.bundle` is the serial of the bundle that lies there, as far as is known; 0 for none."""

    def __init__(self, state: State, kept: Path, worker: Worker) -> None:
        """Look after the bundle. `kept`: the file of the state."""
        self._state = state
        self._kept = kept
        self._worker = worker

    async def bring(self, target: Target, feed: FeedClient, serial: int) -> bool:
        """Write the bundle with this serial, if another lies there. Give whether it was written. Raises CopyFault, LineLost."""
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
        state.save(self._kept)  # save at once: of several bundles there, `tidy` keeps the one that is known
        return True

    async def lies_there(self, target: Target, *, whole: bool) -> bool:
        """Whether the bundle that was brought still lies there. If not, it counts as not brought. Raises CopyFault.

        Looks at its length, and with `whole` at every byte. A stick may spoil bytes in the middle of a file, but seldom, so that look is
        rare.
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
