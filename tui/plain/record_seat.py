"""The record that is open at this console: found by its number, opened, closed. Asks the box, and says what it refuses."""

from collections.abc import Awaitable, Callable
from datetime import datetime, tzinfo

from appliance.api.messages import FeedItem
from appliance.plan.ids import IncidentId
from tui.model import ConsoleModel
from tui.plain.history import incident_called
from tui.plain.record_box import NotDone, RecordBox
from tui.records.sheet import Sheet

ENTRIES_MAX = 2000
"""A call has about ten, so these are days of a school."""
WHICH = "Say which record: put its number after the command. To hear which there are, type: records"

type Latest = Callable[[int], Awaitable[tuple[FeedItem, ...] | str]]
"""The newest entries of everything, or why there are none."""


class Seat:
    """`drafts` are lines of accounts that were begun here and not saved, by record: kept while the console runs."""

    def __init__(self, box: RecordBox, latest: Latest, model: Callable[[], ConsoleModel]) -> None:
        self.box = box
        self.sheet: Sheet | None = None
        self.drafts: dict[IncidentId, list[str]] = {}
        self.model = model
        self._latest = latest

    @property
    def zone(self) -> tzinfo:
        """This console's own, where a record does not say its."""
        zone = datetime.now().astimezone().tzinfo
        assert zone is not None, "a local time has a zone"
        return zone

    @property
    def proven(self) -> bool:
        """Whether somebody here showed who they are."""
        view = self.model().view
        return view is not None and view.proven

    async def open(self, number: int | None, *, code: str = "", reason: str = "") -> Sheet | NotDone:
        """The record of this number, the one that is open where there is none, as the box shows it now."""
        incident = await self.find(number)
        return (
            incident if isinstance(incident, NotDone) else await self.open_incident(incident, code=code, reason=reason)
        )

    async def open_incident(self, incident: IncidentId, *, code: str = "", reason: str = "") -> Sheet | NotDone:
        """The same by its incident; another one that was open is closed."""
        shown = await self.box.shows(incident, code, reason)
        if isinstance(shown, NotDone):
            return shown
        if self.sheet is not None and self.sheet.shown.record.incident == incident:
            self.sheet.take(shown)
        else:
            await self.close()
            self.sheet = Sheet(shown, self.zone)
        return self.sheet

    async def find(self, number: int | None) -> IncidentId | NotDone:
        """Which incident people call by this number: the open record's, one in the list, or one among the newest entries."""
        sheet = self.sheet
        if number is None or (sheet is not None and sheet.shown.record.number == number):
            return sheet.shown.record.incident if sheet is not None else NotDone(WHICH)
        lines = await self.box.unfinished()
        if isinstance(lines, NotDone):
            return lines
        found = next((line.incident for line in lines if line.number == number), None)
        if found is not None:
            return found
        items = await self._latest(ENTRIES_MAX)
        called = incident_called(number, items) if not isinstance(items, str) else None
        return called or NotDone(
            f"There is no record {number} that is not finished. To hear which there are, type: records"
        )

    async def close(self) -> int | None:
        """Nothing in it is anybody's own here any more. Its number, None where none was open."""
        sheet, self.sheet = self.sheet, None
        if sheet is None:
            return None
        await self.box.leave(sheet.shown.record.incident)
        return sheet.shown.record.number
