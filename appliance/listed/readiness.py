"""Gives the arrangements, trainings and adults that count now. What stands of them is on the board; it is read when somebody asks.

No start and no press waits for it. Whoever asks first waits for a thread, and what was read is kept until something else is adopted or
noted, or the plan changes.
"""

import asyncio
from typing import TYPE_CHECKING

from appliance.core.readiness.known import KnownReadiness
from appliance.engine.engine import Engine
from appliance.plan.model import Plan

if TYPE_CHECKING:
    from appliance.readiness.adopted.ready import Ready


class ReadinessKeeper:
    """Knows what the school adopted and noted about who is ready."""

    def __init__(self, engine: Engine) -> None:
        """Read nothing yet."""
        self._engine = engine
        self._from: tuple[KnownReadiness, Plan] | None = None
        self._read: Ready | None = None
        self._reading = asyncio.Lock()

    async def known(self) -> "Ready":
        """Give what counts now. As long as nothing changes, it is the same object. Documents are read in a thread."""
        async with self._reading:
            board = self._engine.board
            stands, plan = board.readiness, board.index.plan
            if self._read is None or self._from is None or self._from[0] is not stands or self._from[1] is not plan:
                self._read = await asyncio.to_thread(read, stands, plan)
                self._from = stands, plan
            return self._read


def read(stands: KnownReadiness, plan: Plan) -> "Ready":
    """Read all documents that stand."""
    # imported here, in the thread: what reads tables and calendars takes longer to load than a start may wait
    from importlib.resources import files  # noqa: PLC0415

    from appliance.readiness.adopted.ready import ready  # noqa: PLC0415

    shipped = files("appliance.readiness").joinpath("trainings", "trainings.toml").read_text(encoding="utf-8")
    return ready(stands, plan, shipped)
