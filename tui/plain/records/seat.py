"""The record that is open at this console: found by its number, opened, closed. Asks the box, and says what it refuses."""

from collections.abc import Callable
from datetime import tzinfo

from appliance.flows.records.listing import no_such
from appliance.flows.records.sheet import Sheet
from appliance.flows.zone import zone_at
from appliance.plan.ids import IncidentId
from tui.model import ConsoleModel
from tui.plain.records.box import NotDone, RecordBox

WHICH_THERE_ARE = "To hear which there are, type: records"
WHICH = f"Say which record: put its number after the command. {WHICH_THERE_ARE}"


class Seat:
    """`drafts` are lines of accounts that were begun here and not saved, by record: kept while the console runs."""

    def __init__(self, box: RecordBox, model: Callable[[], ConsoleModel]) -> None:
        self.box = box
        self.sheet: Sheet | None = None
        self.drafts: dict[IncidentId, list[str]] = {}
        self.model = model

    @property
    def zone(self) -> tzinfo:
        """The building's."""
        return zone_at(self.model().facts)

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
        """Which incident people call by this number: the open record's, or whichever the box has."""
        sheet = self.sheet
        if number is None or (sheet is not None and sheet.shown.record.number == number):
            return sheet.shown.record.incident if sheet is not None else NotDone(WHICH)
        line = await self.box.numbered(number)
        if isinstance(line, NotDone):
            return line
        return line.incident if line is not None else NotDone(f"{no_such(number)} {WHICH_THERE_ARE}")

    async def close(self) -> int | None:
        """Nothing in it is anybody's own here any more. Its number, None where none was open."""
        sheet, self.sheet = self.sheet, None
        if sheet is None:
            return None
        await self.box.leave(sheet.shown.record.incident)
        return sheet.shown.record.number
