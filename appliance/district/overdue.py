"""Counts the incidents that the safety office has not opened in time. Reads the record in small pieces; decides and raises nothing."""

import asyncio

from appliance.core.board import Board
from appliance.logbook.store import Logbook

OPENED_WITHIN_MS = (
    14 * 86_400_000
    # our own figure: in two weeks, an office that looks once a week has looked twice; until then nothing may be forgotten
)
PAGE = 100  # incidents in one read of the table: some bytes each
FACTS_LOOKED_AT = 20  # the oldest entries that were not opened, 70 µs each: key entries may come first


class Overdue:
    """Counts, and remembers the times of what waits, so that each part is opened here once and not each hour."""

    def __init__(self, logbook: Logbook) -> None:
        self._logbook = logbook
        self._waiting: dict[tuple[bytes, int], int] = {}
        """Stream and how far it was opened → wall time of the oldest fact beyond."""

    async def count(self, board: Board, now_wall_ms: int) -> int:
        """Count the incidents with a fact older than OPENED_WITHIN_MS that the office has not opened. Raises LogbookError."""
        before, waiting = 1 << 62, {}
        while page := await self._logbook.reader.streams_of_records(unfinished=False, before=before, limit=PAGE):
            before = page[-1][0]
            for _, stream in page:
                place = stream, board.district.opened.get(stream, 0)
                since_ms = self._waiting.get(place) or await self._since(*place)
                if since_ms is not None:
                    waiting[place] = since_ms
        self._waiting = waiting
        return sum(now_wall_ms - since_ms >= OPENED_WITHIN_MS for since_ms in waiting.values())

    async def _since(self, stream: bytes, opened: int) -> int | None:
        """Give when the oldest fact beyond `opened` happened; None if there is none, or this building has forgotten it."""
        rows = await self._logbook.reader.of_stream(stream, limit=FACTS_LOOKED_AT, after=opened)
        facts = await self._logbook.opener.open(rows)
        await asyncio.sleep(0)
        return next((each.fact.at.wall_ms for each in facts if each.fact is not None), None)
