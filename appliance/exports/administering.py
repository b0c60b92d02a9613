"""Asks the running box, as its administrator, what is due by the schedule, and to destroy it. Reads no record."""

import asyncio
import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.api.ask import Reply
from appliance.api.desk.client import DeskClient
from appliance.api.records.retention import AskDue, DestroyDue, DueDestroyed, DueKnown
from appliance.exports.asking import NotGiven
from appliance.plan.mistakes import counted
from appliance.record.transcript import CLASSES

WIDTH = 80
# twenty records a second at least, and the box gives way to every call: 70,000 of them in an hour
LOOKING_MAX_S = 3600.0


class Administering:
    """A line to the box, from no desk."""

    def __init__(self, line: DeskClient) -> None:
        self._line = line

    async def due(self) -> DueKnown:
        """Ask what is due now. Raises NotGiven, LineLost."""
        answer = await self._line.ask(AskDue(request=0))
        if isinstance(answer, Reply):
            raise NotGiven(answer.says)
        return answer

    async def destroy(self) -> DueDestroyed:
        """Have the box destroy what is due. Raises NotGiven where nothing was destroyed, LineLost."""
        answer = await self._line.ask(DestroyDue(request=0))
        if isinstance(answer, Reply):
            raise NotGiven(answer.says)
        return answer


@asynccontextmanager
async def administering(socket: Path) -> AsyncIterator[Administering]:
    """Open a line to the box at `socket`. Raises LineLost, and NotGiven after LOOKING_MAX_S."""
    line_to_box = DeskClient.connect(socket, desk=None, client="record", shows_calls=False)
    try:
        async with asyncio.timeout(LOOKING_MAX_S), line_to_box as line:
            yield Administering(line)
    except TimeoutError as error:
        says = (
            "The box was not done within an hour: it gives way to every call. What is due goes by itself, once a day."
        )
        raise NotGiven(says) from error


def due_lines(found: DueKnown) -> list[str]:
    """Say what is due, a record a line, with the reason under it, and what prevents it."""
    if not found.due:
        return ["Nothing is due."]
    lines: list[str] = []
    for each in found.due:
        lines.append(f"Record {each.number}: {', '.join(CLASSES[klass] for klass in each.classes)}")
        lines += textwrap.wrap(each.says, WIDTH, initial_indent="    ", subsequent_indent="    ")
    return lines


def destroyed_lines(done: DueDestroyed) -> list[str]:
    """Say what was destroyed, and where that is written."""
    return [
        f"Destroyed: {counted(done.keys, 'key')} and {counted(done.wraps, 'wrap')} of {counted(done.records, 'record')}.",
        "A certificate for each is in the log: handbell log show",
        "Copies of the box's card and its backups made before keep what was on them: destroy those, too.",
    ]
