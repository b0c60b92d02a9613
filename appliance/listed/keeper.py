"""Gives the rules and the school calendar that count now. What stands of them is on the board; what they say is read when somebody asks.

No start and no press waits for a rule. Whoever asks first waits for a thread, and what was read is kept until something else is adopted.
"""

import asyncio
from datetime import UTC
from typing import TYPE_CHECKING

from appliance.core.ground.words import Cause
from appliance.core.listed.known import Known
from appliance.engine.engine import Engine
from appliance.listed.readiness import ReadinessKeeper
from appliance.plan.timezone import timezone_named
from appliance.words.troubles import RULES_UNREADABLE, SCHOOL_CALENDAR_UNREADABLE

if TYPE_CHECKING:
    from appliance.duties.adopted.listed import Listed


class ListedKeeper:
    """Knows what the district lists as owed: rules, school calendar and closings."""

    def __init__(self, engine: Engine) -> None:
        """Read nothing yet."""
        self._engine = engine
        self.readiness = ReadinessKeeper(engine)
        """What gives arrangements, trainings and adults that count."""
        self._from: tuple[Known, str] | None = None
        self._read: Listed | None = None
        self._reading = asyncio.Lock()

    async def known(self) -> "Listed":
        """Give what counts now. As long as nothing else is adopted or declared, it is the same object, so whatever was derived from it
        still holds. Documents are read in a thread. What counts and cannot be read is a trouble until something else is adopted.
        """
        async with self._reading:
            board = self._engine.board
            stands, zone = board.listed, board.index.plan.timezone
            if self._read is None or self._from is None or self._from[0] is not stands or self._from[1] != zone:
                self._read = await asyncio.to_thread(_read, stands, zone)
                self._from = stands, zone
                self._tell(self._read)
            return self._read

    def _tell(self, found: "Listed") -> None:
        rules, calendar = RULES_UNREADABLE, SCHOOL_CALENDAR_UNREADABLE
        report = self._engine.report
        report(Cause(RULES_UNREADABLE.word, ""), f"{rules.says} {rules.do}" if found.rules_unread else None)
        report(
            Cause(SCHOOL_CALENDAR_UNREADABLE.word, ""),
            f"{calendar.says} {calendar.do}" if found.calendar_unread else None,
        )


def _read(stands: Known, zone: str) -> "Listed":
    # imported here, in the thread: what reads rules takes longer to load than a start may wait
    from appliance.duties.adopted.listed import listed  # noqa: PLC0415
    from appliance.listed.shipped import neutral  # noqa: PLC0415

    return listed(stands.entries.values(), neutral(), timezone_named(zone) or UTC)
