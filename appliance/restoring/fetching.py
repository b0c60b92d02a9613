"""Asks the process that fetches copies (it has sticks and a network, and no key) which copies there are, and for one of them."""

import asyncio
import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from appliance.api.restoring.fetching import COMING, COPY, TOLD, Coming, Fetched, Wanted, read_message

LOOK_EVERY_S = 0.2
BEGIN_WITHIN_S = 45.0  # a stick that is slow to mount, and the start of a process on a slow card
LIST_WITHIN_S = 120.0  # a server that is slow to answer, four times
# after the last piece that came: the fetching process gives up a line that hangs for two minutes, twice
BRING_WITHIN_S = 420.0
SAY_AGAIN_S = 10.0  # systemd misses a question that comes while the process that answered the last one ends
NONCE_LEN = 16
GROUP_FILE_MODE = 0o640


class Fetching:
    """Asks for copies. We write the file `wanted`; the other process writes into the folder `fetched`."""

    def __init__(self, wanted: Path, fetched: Path) -> None:
        self._wanted = wanted
        self._fetched = fetched
        self._alone = asyncio.Lock()
        self.came_mib = 0
        """Of what is being brought."""

    @property
    def copy(self) -> Path:
        """The folder of a copy that was brought."""
        return self._fetched / COPY

    async def look(self, own: bytes = b"") -> Fetched | None:
        """Ask which copies there are; this box's own come last. None if nobody answers. Raises OSError."""
        return await self._ask(Wanted(os.urandom(NONCE_LEN), own=own), LIST_WITHIN_S)

    async def bring(self, building: bytes, box: bytes, where: str = "", own: bytes = b"") -> Fetched | None:
        """Have this copy brought; None as above. Raises OSError."""
        return await self._ask(Wanted(os.urandom(NONCE_LEN), building, box, where, own), BRING_WITHIN_S)

    async def forget(self) -> Fetched | None:
        """Have what was brought destroyed; None as above. Raises OSError."""
        return await self._ask(Wanted(os.urandom(NONCE_LEN), forget=True), LIST_WITHIN_S)

    async def _ask(self, wanted: Wanted, within_s: float) -> Fetched | None:
        """Ask, and wait for the answer. `within_s` counts from the last piece that came."""
        async with self._alone:
            self.came_mib = 0
            self._say(wanted)
            try:
                async with asyncio.timeout(BEGIN_WITHIN_S) as waiting:
                    return await self._answer_to(wanted, lambda: waiting.reschedule(_now_s() + within_s))
            except TimeoutError:
                return None
            finally:
                with contextlib.suppress(OSError):
                    self._wanted.unlink(missing_ok=True)

    def _say(self, wanted: Wanted) -> None:
        unfinished = self._wanted.with_suffix(".unfinished")
        unfinished.write_bytes(msgspec.msgpack.encode(wanted))
        unfinished.chmod(GROUP_FILE_MODE)
        unfinished.replace(self._wanted)

    async def _answer_to(self, wanted: Wanted, moved: Callable[[], None]) -> Fetched:
        heard, again_s = None, _now_s() + SAY_AGAIN_S
        while True:
            told = read_message(self._fetched / TOLD, Fetched)
            if told is not None and told.nonce == wanted.nonce:
                return told
            coming = read_message(self._fetched / COMING, Coming)
            if coming is not None and coming.nonce == wanted.nonce and coming != heard:
                heard, self.came_mib = coming, coming.mib
                moved()
            elif heard is None and _now_s() > again_s:
                self._say(wanted)
                again_s = _now_s() + SAY_AGAIN_S
            await asyncio.sleep(LOOK_EVERY_S)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
