"""What is over: asks the line for the newest entries, and finds in them today, or the one of a number. Says nothing itself."""

from appliance.flows.sentences import NO_BOARD
from appliance.flows.zone import zone_at
from appliance.plan.ids import IncidentId
from tui.line.link import DeskLink
from tui.model import ConsoleModel
from tui.plain.asking.answers import AsksEarlier, AsksHistory
from tui.plain.history import history, incident_called

ENTRIES_MAX = 2000
"""A call has about ten, so these are days of a school; opening them takes a Pi less than a second."""


async def look_back(link: DeskLink, asked: AsksHistory | AsksEarlier, model: ConsoleModel) -> list[str] | IncidentId:
    """Sentences; or which incident's entries are meant."""
    items, view = await link.latest(ENTRIES_MAX), model.view
    if isinstance(items, str):
        return [items]
    if view is None:
        return [NO_BOARD]
    if isinstance(asked, AsksHistory):
        return history(items, view.wall_ms, zone_at(view), everything=asked.everything, proven=view.proven)
    found = incident_called(asked.number, items)
    return found or [f"Nothing of number {asked.number} is among the newest {ENTRIES_MAX} entries."]
