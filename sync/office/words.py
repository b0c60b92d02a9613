"""Writes the lines of the office's lists. Pure but for this machine's timezone."""

import textwrap
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from appliance.core.ground.names import Names
from appliance.plan.index import PlanIndex
from appliance.plan.timezone import timezone_named
from appliance.record.codes import label
from sync.office import incidents
from sync.office.incidents import Found
from sync.transport.line import printable

COLUMN_LEN_MIN, COLUMN_LEN_MAX = (
    16,
    40,
)  # a longer name has its whole length, and shifts the rest of its own line
MORE_INDENT = 6  # for what did not fit into a terminal's line
NARROWEST = 40  # a terminal that has fewer columns gets lines of this width


class Row(msgspec.Struct, frozen=True):
    """An incident with what is known of its building. `district`: the building's name on the district's list."""

    found: Found
    district: str
    index: PlanIndex
    alike: bool = False
    """Whether another building's name differs from its own only by upper and lower case: then its id is shown, too."""

    @property
    def building(self) -> str:
        """The building's name; both names where its plan has another."""
        name = incidents.both_names(self.index.plan_name, self.district)
        return f"{name} [{self.found.building.hex()[:8]}]" if self.alike else name

    @property
    def place(self) -> str:
        """Where the incident was."""
        return Names(self.index).place(self.found.incident.place)


def incident_lines(rows: Sequence[Row], width: int | None = None) -> list[str]:
    """Give a line for each incident: where, which, when, what, and whether somebody still waits. `width`: of the terminal; a longer line
    goes on in the next one. Nothing is cut.
    """
    wide = _wide(each.building for each in rows), _wide(each.place for each in rows)
    lines = [_line(each, *wide) for each in rows]
    if width is None:
        return lines
    return [
        part
        for each in lines
        for part in textwrap.wrap(
            each, max(width, NARROWEST), subsequent_indent=" " * MORE_INDENT, break_on_hyphens=False
        )
    ]


def local(at_ms: int, timezone: str = "") -> str:
    """Give a time to the minute, with its timezone: this machine's where none is named. A box tells the time, and may say one that no
    calendar has.
    """
    try:
        at = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(timezone_named(timezone))
        return at.strftime("%Y-%m-%d %H:%M %Z")
    except (ValueError, OverflowError, OSError):
        return "time not known"


def _line(row: Row, building_wide: int, place_wide: int) -> str:
    incident = row.found.incident
    state = "OPEN" if incident.open else incident.status
    practice = " practice" if incident.practice else ""
    what = label("call-kind", incident.kind)
    when = local(incident.wall_ms, row.index.plan.timezone)
    return printable(
        f"{row.building:<{building_wide}} {incident.number:>5}  {when:<20} {row.place:<{place_wide}} {what} {state}{practice}"
    )


def _wide(texts: Iterable[str]) -> int:
    return max([COLUMN_LEN_MIN, *(len(each) for each in texts if len(each) <= COLUMN_LEN_MAX)])
