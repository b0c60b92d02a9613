"""Runs one way: its ledger, its file, and the way itself. A way that fails is tried again, and disturbs no other way.

Knows no store and no kind of way.
"""

import asyncio
from collections.abc import Callable, Collection

from appliance.command_line import said
from sync.office.fetching import together
from sync.office.telling.keeping import Keeping
from sync.office.telling.ledger import Ledger, first_of_each, looked, told
from sync.office.telling.matter import Matter, Telling
from sync.office.telling.way import NotTold, Way
from sync.office.troubles import Troubles

# The pause after a failure. A short trouble is over after the first pause. A long one, as of a mail server, does not end sooner for being
# asked often.
AGAIN_S, AGAIN_S_MAX = 15.0, 600.0
TOLD_AGAIN = "All ways of telling work again."


class Teller:
    """Tells by one way. `troubles` hears what is wrong with it."""

    def __init__(self, way: Way, keeping: Keeping, troubles: Troubles, now_s: Callable[[], float]) -> None:
        self._way = way
        self._keeping = keeping
        self._troubles = troubles
        self._now_s = now_s
        self._ledger: Ledger | None = None
        self._tries: dict[
            str, int
        ] = {}  # how often each matter failed: one that never goes through must not keep the rest waiting
        self._rest_s, self._again_at_s = AGAIN_S, 0.0

    async def round(self, matters: Collection[Matter], now_ms: int, *, whole: bool) -> None:
        """After a look that found these matters, tell what is owed. Raises nothing for trouble with the way or its file."""
        try:
            if not await asyncio.to_thread(self._keeping.take):
                says = (
                    f"Another watch of this office tells by {self._way.says}; this one does not, until that one ends."
                )
                self._troubles.has(self._way.name, says)
                return
            ledger = await self._read()
            await self._keep(looked(ledger, matters, now_ms, whole=whole))
            if self._now_s() >= self._again_at_s:
                await self._tell()
        except OSError as wrong:
            self._troubles.has(self._way.name, f"What {self._way.says} is told cannot be kept. {said(wrong)}")

    def close(self) -> None:
        """Let another watch tell by this way."""
        self._keeping.release()

    async def _read(self) -> Ledger:
        if self._ledger is not None:
            return self._ledger
        ledger, wrong = await asyncio.to_thread(self._keeping.read)
        if wrong:
            self._troubles.say(wrong)
        self._ledger = ledger
        return ledger

    async def _keep(self, ledger: Ledger) -> None:
        if ledger != self._ledger:
            await asyncio.to_thread(self._keeping.keep, ledger)
            self._ledger = ledger

    async def _tell(self) -> None:
        assert self._ledger is not None
        failed = ""
        while not failed:
            owed = sorted(first_of_each(self._ledger.owed), key=self._tried)
            batches = self._way.batches(owed, self._now_s())[: self._way.at_once]
            if not batches:
                break
            async with together() as group:  # the block ends when all have ended, so that no program outlives the watch
                tasks = [group.create_task(self._by_way(each)) for each in batches]
            answers = [each.result() for each in tasks]
            taken = [each for batch, wrong in zip(batches, answers, strict=True) if not wrong for each in batch]
            failed = next(filter(None, answers), "")
            await self._keep(told(self._ledger, taken))
            if not any(batches):
                break  # the batches were empty: nothing was owed
        if failed:
            self._troubles.has(self._way.name, f"{failed} It is tried again.")
            self._again_at_s = self._now_s() + self._rest_s
            self._rest_s = min(self._rest_s * 2, AGAIN_S_MAX)
        else:
            self._troubles.ended(self._way.name, TOLD_AGAIN)
            self._tries.clear()
            self._rest_s = AGAIN_S

    async def _by_way(self, batch: tuple[Telling, ...]) -> str:
        """Tell a batch. Give what is wrong, if it was not told."""
        try:
            beside = await self._way.tell(batch)
        except NotTold as wrong:
            for each in batch:
                self._tries[each.matter.id] = self._tries.get(each.matter.id, 0) + 1
            return str(wrong)
        if beside:
            self._troubles.say(beside)
        return ""

    def _tried(self, telling: Telling) -> int:
        return self._tries.get(telling.matter.id, 0)
