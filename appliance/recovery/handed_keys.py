"""Names keys that the safety office handed over in this box's own entries: the former box's entries name no wrap for a key of this box.

    <logbook>/handed    up to which entry wraps are named by no entry; deleted once all are named

If it is interrupted anywhere, the next start begins again: it does no harm to name a key twice.
"""

import asyncio
import logging
from pathlib import Path

from appliance.engine.engine import Engine
from appliance.envelope.seal import DataKey
from appliance.logbook import forgetting
from appliance.logbook.errors import LogbookError
from appliance.logbook.forgetting import WrapRow
from appliance.logbook.store import Logbook
from appliance.vault import files
from appliance.vault.errors import VaultError

HANDED = "handed"
AT_ONCE = 4  # keys, each wrapped for three or four readers: 2 ms (5 on a Pi) between two turns of the loop
REST = 4  # times as long as a turn took: uses at most a fifth of one processor
PAUSE_S = 0.05
AGAIN_S = 5.0  # a disk that is away is tried as seldom here as it is for new entries

log = logging.getLogger("handbell.recovery")


def note(logbook: Path, number: int) -> None:
    """Note that no entry names the wraps of key entries up to this number. Raises VaultError."""
    files.write(logbook / HANDED, b"%d" % number)


class HandedKeys:
    """Names the keys; one for the daemon."""

    def __init__(self, engine: Engine, logbook: Logbook) -> None:
        self._engine = engine
        self._logbook = logbook

    async def run(self) -> None:
        """Run until every key is named."""
        marker = self._logbook.folder / HANDED
        while True:
            try:
                content = await asyncio.to_thread(marker.read_bytes)
                await self._name_all(int(content))
                await asyncio.to_thread(files.remove, marker)
            except FileNotFoundError:
                return
            except (OSError, ValueError, LogbookError, VaultError) as error:
                log.warning("keys that were handed over are not named yet: %s", error)
                await asyncio.sleep(AGAIN_S)

    async def _name_all(self, upto: int) -> None:
        loop, own = asyncio.get_running_loop(), self._logbook.own_readers
        after = 0
        while rows := await self._logbook.work(lambda db, after=after: forgetting.wraps_up_to(db, upto, after)):  # type: ignore[misc]
            after, began_s = rows[-1].rowid, loop.time()
            for at in range(0, len(rows), AT_ONCE):
                await self._name([each for each in rows[at : at + AT_ONCE] if each.recipient in own])
                await asyncio.sleep(max(PAUSE_S, REST * (loop.time() - began_s)))
                began_s = loop.time()

    async def _name(self, rows: list[WrapRow]) -> None:
        await self._engine.recorder.caught_up()
        opener = self._logbook.opener
        opened = [(row, key) for row in rows if (key := await opener.key_of(row.stream, row.key_no)) is not None]
        keys: list[DataKey] = [key for _, key in opened]
        if (writing := self._engine.carry_forward(keys)) is not None:
            await writing
            await self._logbook.work(lambda db: forgetting.drop(db, [row for row, _ in opened]))
