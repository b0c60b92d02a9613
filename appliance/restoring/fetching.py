"""Asks the process that fetches, which has sticks and a network and no key, for the copies there are, and for one of them."""

import asyncio
import contextlib
import os
from pathlib import Path

import msgspec

from appliance.api.fetch_messages import COPY, TOLD, Fetched, Wanted, read_message

LOOK_EVERY_S = 0.2
LIST_WITHIN_S = 45.0  # a stick that is slow to mount, and the start of a process on a slow card
BRING_WITHIN_S = 1200.0  # a line of 1.5 Mbit/s has 220 MB to carry in that time
NONCE_LEN = 16
GROUP_FILE_MODE = 0o640


class Fetching:
    """`wanted` is the file we write, `fetched` the folder of the other."""

    def __init__(self, wanted: Path, fetched: Path) -> None:
        self._wanted = wanted
        self._fetched = fetched

    @property
    def copy(self) -> Path:
        """Where a copy that was brought lies."""
        return self._fetched / COPY

    async def look(self) -> Fetched | None:
        """Which copies there are; None where nobody answers. Raises OSError."""
        return await self._ask(Wanted(os.urandom(NONCE_LEN)), LIST_WITHIN_S)

    async def bring(self, building: bytes, box: bytes) -> Fetched | None:
        """Have this one brought; None as above. Raises OSError."""
        return await self._ask(Wanted(os.urandom(NONCE_LEN), building, box), BRING_WITHIN_S)

    async def _ask(self, wanted: Wanted, within_s: float) -> Fetched | None:
        unfinished = self._wanted.with_suffix(".unfinished")
        unfinished.write_bytes(msgspec.msgpack.encode(wanted))
        unfinished.chmod(GROUP_FILE_MODE)
        unfinished.replace(self._wanted)
        try:
            async with asyncio.timeout(within_s):
                while True:
                    told = read_message(self._fetched / TOLD, Fetched)
                    if told is not None and told.nonce == wanted.nonce:
                        return told
                    await asyncio.sleep(LOOK_EVERY_S)
        except TimeoutError:
            return None
        finally:
            with contextlib.suppress(OSError):
                self._wanted.unlink(missing_ok=True)
