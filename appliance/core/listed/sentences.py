"""Makes one plain sentence of each event of the rules of duties, the school calendar and communications. Pure; a part of `transcript`."""

from appliance.core.listed.events import (
    AnyListedEvent,
    ClosingDeclared,
    ClosingWithdrawn,
    CommunicationsAdopted,
    DutiesAdopted,
    SchoolCalendarAdopted,
)


def listed_line(event: AnyListedEvent) -> str:
    """Say what was adopted, declared or withdrawn, and by whom."""
    match event:
        case DutiesAdopted():
            return f"Rules of duties {event.digest[:8]} adopted by {event.by}."
        case CommunicationsAdopted():
            return f"Communications {event.digest[:8]} adopted by {event.by}."
        case SchoolCalendarAdopted():
            return f"School calendar {event.digest[:8]} adopted by {event.by}."
        case ClosingDeclared():
            days = event.first if event.first == event.last else f"{event.first} to {event.last}"
            ends = event.ends_min
            what = "No school" if ends is None else f"School ends at {ends // 60:02}:{ends % 60:02}"
            return f"{what} on {days}: {event.why}. Declared by {event.by}."
        case ClosingWithdrawn():
            return f"Closing {event.closing} withdrawn by {event.by}: {event.why}."
