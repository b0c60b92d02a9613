"""Releases the figures of each half of a school year, once: reads its records beside calls, and keeps the figures as an entry. One for the
daemon. Knows no desk and no page.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from appliance.core.figures.commands import ReleaseFigures
from appliance.core.ground.moment import Moment, at
from appliance.engine.engine import Engine
from appliance.engine.old_weeks import Calm
from appliance.engine.outcome import Refused
from appliance.engine.queries import Queries
from appliance.engine.records import Records
from appliance.logbook.errors import LogbookError
from appliance.logbook.store import Logbook
from appliance.plan.timezone import timezone_named

if TYPE_CHECKING:  # a start must not wait for what makes figures twice a year
    from appliance.numbers.call import Call
    from appliance.numbers.cover import Cover
    from appliance.numbers.period import Period

FIRST_S = 600.0
"""After a start: by then the presses of before have come through, and what is owed has been looked at."""
EVERY_S = 6 * 3600.0
"""A half is settled on one day of the year. Whoever asks on that day finds it within six hours."""
BREATH_S = 0.1
"""Before each record: 4,000 records of ten years take seven minutes beside everything else, twice a year."""
FIRST_ENTRIES = 4
"""A record begins with a key entry and with the start of its first epoch."""
PAGE = 50  # incidents whose streams are looked up at once: one hop to the disk's thread
_TOP = 1 << 62  # above every possible entry, and within what SQLite counts

log = logging.getLogger("handbell.figures")


class FiguresKeeper:
    """Releases figures when they are settled."""

    def __init__(
        self, engine: Engine, records: Records, logbook: Logbook, queries: Queries, *, breath_s: float = BREATH_S
    ) -> None:
        self._engine = engine
        self._records = records
        self._logbook = logbook
        self._queries = queries
        self._calm = Calm(engine, breath_s)

    async def run(self) -> None:
        """Look a few times a day. While the disk is away, nothing is released, and it is tried again."""
        await asyncio.sleep(FIRST_S)
        while True:
            try:
                await self.look()
            except LogbookError as error:
                log.warning("figures are put off: %s", error)
            await asyncio.sleep(EVERY_S)

    async def look(self) -> bool:
        """Release the newest half that is settled, if it was not released yet. Return whether it was released now.

        Nothing is released while nobody knows what day it is, without a plan, or while entries of a damaged record are brought back:
        figures out of half of the records would stand for ever. For the same reason nothing is released of a half that was over before
        this record began. Raises LogbookError.
        """
        from appliance.numbers.period import newest_settled, period_of  # noqa: PLC0415
        from appliance.numbers.release import Release, release, to_document  # noqa: PLC0415

        now, board = self._engine.clock.now(), self._engine.board
        plan = board.index.plan
        if now.week_minute is None or not board.plan_digest or not self._logbook.whole.is_set():
            return False
        zone = timezone_named(plan.timezone) or UTC
        today = at(now.wall_ms, zone).date()
        period = newest_settled(today)
        if board.figures.newest is not None and (period.year, period.half) <= board.figures.newest:
            return False
        begun = await self._begun()
        began_in = None if begun is None else period_of(begun.wall_ms, zone)
        if began_in is not None and began_in > period:
            return False
        told, missing = await self._told(period, zone)
        made = release(plan.building, period, told, zone, today, (), incomplete=missing or began_in == period)
        assert isinstance(made, Release), "this half is settled and was not released"
        command = ReleaseFigures(year=period.year, half=period.half, document=to_document(made))
        outcome = await self._engine.submit(command).kept
        if isinstance(outcome, Refused):
            log.warning("figures were not kept: %s", outcome.rejection.says)
            return False
        return True

    async def _begun(self) -> Moment | None:
        """Give when this record began; None where its first entries cannot be read any more, or where the clock was not trusted then."""
        _, told = await self._queries.feed(0, FIRST_ENTRIES)
        return told[0][1] if told and told[0][1].week_minute is not None else None

    async def _told(self, period: "Period", zone: tzinfo) -> "tuple[list[Call | Cover], bool]":
        """Give what counts of each record of the half, and whether one of its records may be missing because it cannot be read any more.

        Records come newest first. One that cannot be read is of another half for certain only if a newer one is of an earlier half, or an
        older one is of a later half. Gives way before each record, and waits while a call is open.
        """
        from appliance.numbers.call import call_of  # noqa: PLC0415
        from appliance.numbers.cover import cover_of  # noqa: PLC0415
        from appliance.numbers.period import period_of  # noqa: PLC0415

        told: list[Call | Cover] = []
        incomplete = gone = False
        newer: Period | None = None
        async for stream in self._streams():
            await self._calm.wait()
            begun = await self._queries.beginning_of(stream)
            if begun is None:
                gone = gone or newer is None or newer >= period
                continue
            newer = period_of(begun[0].wall_ms, zone)
            incomplete, gone = incomplete or (gone and newer <= period), False
            record = await self._records.read_apart(begun[1]) if newer == period else None
            if record is None:
                continue
            index = self._engine.board.index
            if (counts := call_of(record, index) or cover_of(record, index)) is not None:
                told.append(counts)
        return told, incomplete or gone

    async def _streams(self) -> AsyncIterator[bytes]:
        """Give the stream of each incident, the newest first."""
        before = _TOP
        while found := await self._logbook.reader.streams_of_incidents(before, PAGE):
            before = found[-1][0]
            for _, stream in found:
                yield stream
