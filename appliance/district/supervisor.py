"""Looks after the line to the district: its troubles, receipts worth an entry, overdue *opened*. Knows no socket. Nothing here delays a
call: every look is a few comparisons, and the record is read only once an hour.
"""

import asyncio
import logging

from appliance.clock import SystemClock
from appliance.district.evidence import DECIDED_AGAINST
from appliance.district.keeper import MISUSED, Keeper
from appliance.district.overdue import Overdue
from appliance.district.troubles import MISUSED_MS, Look, findings
from appliance.engine.engine import Engine
from appliance.logbook.errors import LogbookError
from appliance.logbook.store import Logbook

LOOK_EVERY_S = 5.0  # a line that is down for five minutes is reported at most so much later
OVERDUE_EVERY_S = 3600.0  # the limit is days
FIRST_ENTRIES = 4  # an empty record begins with a key entry and the start of the epoch

log = logging.getLogger("handbell.district")


class DistrictSupervisor:
    """Watches the line; its one task is `run`."""

    def __init__(self, engine: Engine, logbook: Logbook, keeper: Keeper, clock: SystemClock) -> None:
        self._engine = engine
        self._logbook = logbook
        self._keeper = keeper
        self._clock = clock
        self._overdue = Overdue(logbook)
        self._counted_s: float | None = None
        self._since: int | None = None

    @property
    def looked(self) -> bool:
        """Whether the record has been looked into since the start."""
        return self._counted_s is not None

    async def run(self) -> None:
        """Look for ever."""
        while True:
            try:
                await self._count()
            except LogbookError as error:
                log.warning("what the safety office opened is not looked into now: %s", error)
            self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Raise what is wrong, and restore what is right again."""
        engine, keeper = self._engine, self._keeper
        keeper.record_newest()
        now = engine.clock.now()
        if self._counted_s is not None:  # otherwise it is not known yet how long this record has been kept
            trusted = self._clock.trusted
            against = any(each.cause == DECIDED_AGAINST for each in engine.board.troubles.values())
            plan, known, heard = engine.board.index.plan_name, engine.board.district, engine.heard.district
            look = Look(known, heard, keeper.trust, now, trusted, self._since, against, plan)
            for cause, says in findings(look):
                engine.report(cause, says)
        if keeper.misused_ms is None or now.mono_ms - keeper.misused_ms >= MISUSED_MS:
            engine.report(MISUSED, None)

    async def _count(self) -> None:
        """Count the overdue incidents, the first time at once; the beginning of the record is read with it."""
        now_s = asyncio.get_running_loop().time()
        if self._counted_s is not None and now_s - self._counted_s < OVERDUE_EVERY_S:
            return
        if self._counted_s is None:
            opened = await self._logbook.opener.open(await self._logbook.reader.after(0, FIRST_ENTRIES))
            self._since = next((each.fact.at.wall_ms for each in opened if each.fact is not None), None)
        district = self._engine.heard.district
        district.opened_overdue = await self._overdue.count(self._engine.board, self._engine.clock.now().wall_ms)
        self._counted_s = now_s
