"""Lines of the office's lists, 80 columns wide. Pure but for the local timezone."""

from datetime import UTC, datetime

from appliance.core.names import Names
from appliance.plan.ids import RoomId
from appliance.plan.index import PlanIndex
from appliance.record.codes import label
from sync.office.incidents import Found


def incident_line(found: Found, building: str, index: PlanIndex) -> str:
    """One incident: where, which, when, what, and whether somebody still waits."""
    incident = found.incident
    room = Names(index).room(RoomId(incident.room))
    state = "OPEN" if incident.open else incident.status
    practice = " practice" if incident.practice else ""
    what = label("call-kind", incident.kind)
    return (
        f"{building[:20]:<20} {incident.number:>5}  {local(incident.wall_ms)}  {room[:16]:<16} {what} {state}{practice}"
    )


def local(at_ms: int) -> str:
    """To the minute, in this machine's timezone. A box says when: it may say what no calendar has."""
    try:
        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return "time not known  "
