"""Runs one channel: what it told so far, its file, and the channel itself. A channel that fails is tried again.

It disturbs no other channel. Knows no store and no kind of channel.
"""

import asyncio
from collections.abc import Callable, Collection

from appliance.command_line import said
from sync.office.fetching import together
from sync.office.telling.channel import Channel, NotTold
from sync.office.telling.matter import Matter, Telling
from sync.office.telling.told_file import ToldFile
from sync.office.telling.told_so_far import ToldSoFar, first_of_each, looked, told
from sync.office.troubles import Troubles

# The pause after a failure. A short trouble is over after the first pause. A long one, as of a mail server, does not end sooner for being
# asked often.
AGAIN_S, AGAIN_S_MAX = 15.0, 600.0
TOLD_AGAIN = "All ways of telling work again."


class Teller:
    """Tells by one channel. `troubles` hears what is wrong with it."""

    def __init__(self, channel: Channel, file: ToldFile, troubles: Troubles, now_s: Callable[[], float]) -> None:
        self._channel = channel
        self._file = file
        self._troubles = troubles
        self._now_s = now_s
        self._so_far: ToldSoFar | None = None
        self._tries: dict[
            str, int
        ] = {}  # how often each matter failed: one that never goes through must not keep the rest waiting
        self._rest_s, self._again_at_s = AGAIN_S, 0.0

    async def round(self, matters: Collection[Matter], now_ms: int, *, whole: bool) -> None:
        """After a look that found these matters, tell what is owed. Raises nothing for trouble with the channel or its file."""
        try:
            if not await asyncio.to_thread(self._file.take):
                says = f"Another watch of this office tells by {self._channel.says}; this one does not, until that one ends."
                self._troubles.has(self._channel.name, says)
                return
            so_far = await self._read()
            await self._keep(looked(so_far, matters, now_ms, whole=whole))
            if self._now_s() >= self._again_at_s:
                await self._tell()
        except OSError as wrong:
            self._troubles.has(self._channel.name, f"What {self._channel.says} is told cannot be kept. {said(wrong)}")

    def close(self) -> None:
        """Let another watch tell by this channel."""
        self._file.release()

    async def _read(self) -> ToldSoFar:
        if self._so_far is not None:
            return self._so_far
        so_far, wrong = await asyncio.to_thread(self._file.read)
        if wrong:
            self._troubles.say(wrong)
        self._so_far = so_far
        return so_far

    async def _keep(self, so_far: ToldSoFar) -> None:
        if so_far != self._so_far:
            await asyncio.to_thread(self._file.keep, so_far)
            self._so_far = so_far

    async def _tell(self) -> None:
        assert self._so_far is not None
        failed = ""
        while not failed:
            owed = sorted(first_of_each(self._so_far.owed), key=self._tried)
            batches = self._channel.batches(owed, self._now_s())[: self._channel.at_once]
            if not batches:
                break
            async with together() as group:  # the block ends when all have ended, so that no program outlives the watch
                tasks = [group.create_task(self._by_channel(each)) for each in batches]
            answers = [each.result() for each in tasks]
            taken = [each for batch, wrong in zip(batches, answers, strict=True) if not wrong for each in batch]
            failed = next(filter(None, answers), "")
            await self._keep(told(self._so_far, taken))
            if not any(batches):
                break  # the batches were empty: nothing was owed
        if failed:
            self._troubles.has(self._channel.name, f"{failed} It is tried again.")
            self._again_at_s = self._now_s() + self._rest_s
            self._rest_s = min(self._rest_s * 2, AGAIN_S_MAX)
        else:
            self._troubles.ended(self._channel.name, TOLD_AGAIN)
            self._tries.clear()
            self._rest_s = AGAIN_S

    async def _by_channel(self, batch: tuple[Telling, ...]) -> str:
        """Tell a batch. Give what is wrong, if it was not told."""
        try:
            beside = await self._channel.tell(batch)
        except NotTold as wrong:
            for each in batch:
                self._tries[each.matter.id] = self._tries.get(each.matter.id, 0) + 1
            return str(wrong)
        if beside:
            self._troubles.say(beside)
        return ""

    def _tried(self, telling: Telling) -> int:
        return self._tries.get(telling.matter.id, 0)
