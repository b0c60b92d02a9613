"""Gives the rules and the school calendar that count now. What stands of them is on the board; what they say is read when somebody asks.

No start and no press waits for a rule. Whoever asks first waits for a thread, and what was read is kept until something else is adopted.
"""

import asyncio
from datetime import UTC

from appliance.core.listed.known import Known
from appliance.duties.adopted.listed import Listed, listed
from appliance.duties.deriving import derive_each
from appliance.duties.duty import State
from appliance.duties.facts import Facts
from appliance.engine.engine import Engine
from appliance.listed.shipped import neutral
from appliance.plan.timezone import timezone_named
from appliance.record.derived import derived
from appliance.record.record import Record

_NOT_CLOSED = (State.OPEN, State.NOT_YET)


class ListedKeeper:
    """Knows what the district lists as owed: rules, school calendar and closings."""

    def __init__(self, engine: Engine) -> None:
        """Read nothing yet."""
        self._engine = engine
        self._from: tuple[Known, str] | None = None
        self._read: Listed | None = None
        self._reading = asyncio.Lock()

    async def known(self) -> Listed:
        """Give what counts now. As long as nothing else is adopted or declared, it is the same object, so whatever was derived from it
        still holds. Documents are read in a thread.
        """
        async with self._reading:
            board = self._engine.board
            stands, zone = board.listed, board.index.plan.timezone
            if self._read is None or self._from is None or self._from[0] is not stands or self._from[1] != zone:
                self._read = await asyncio.to_thread(_read, stands, zone)
                self._from = stands, zone
            return self._read

    async def open_duties(self, record: Record) -> tuple[str, ...]:
        """Give the sentence of every duty of a record that is open or waits for a question: its answer may open it. Gives way after each
        rule.
        """
        counts = await self.known()
        facts = Facts(record, derived(record, self._engine.board.index))
        found: list[str] = []
        for duties in derive_each(facts, counts.rules.rules, counts.calendar):
            found += [each.says for each in duties if each.state in _NOT_CLOSED]
            await asyncio.sleep(0)
        return tuple(found)


def _read(stands: Known, zone: str) -> Listed:
    return listed(stands.entries.values(), neutral(), timezone_named(zone) or UTC)
