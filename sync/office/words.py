"""Lines of the office's lists, 80 columns wide. Pure but for this machine's timezone."""

from datetime import UTC, datetime

from appliance.core.names import Names
from appliance.plan.index import PlanIndex
from appliance.plan.timezone import timezone_named
from appliance.record.codes import label
from sync.office.incidents import Found
from sync.transport.line import printable


def incident_line(found: Found, building: str, index: PlanIndex) -> str:
    """One incident: where, which, when, what, and whether somebody still waits."""
    incident = found.incident
    room = Names(index).place(incident.place)
    state = "OPEN" if incident.open else incident.status
    practice = " practice" if incident.practice else ""
    what = label("call-kind", incident.kind)
    return printable(
        f"{building[:16]:<16} {incident.number:>5}  {local(incident.wall_ms, index.plan.timezone):<20}"
        f" {room[:16]:<16} {what} {state}{practice}"
    )


def local(at_ms: int, timezone: str = "") -> str:
    """To the minute, and whose time it is: this machine's where no other is named. A box says when: it may say what no calendar has."""
    try:
        at = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(timezone_named(timezone))
        return at.strftime("%Y-%m-%d %H:%M %Z")
    except (ValueError, OverflowError, OSError):
        return "time not known"
