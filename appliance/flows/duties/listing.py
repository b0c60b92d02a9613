"""The list of what somebody owes or is owed: its heading, its counts, and what is said of it elsewhere. Pure; names no key."""

from datetime import tzinfo

from appliance.api.duties.messages import DutiesKnown
from appliance.flows.duties.naming import last_day_of
from appliance.words.times import count

LISTED = "“Owed” means: listed by your district. It is no legal advice."
"""Said once in each list."""
NOTHING_OWED = "Nothing is owed by you or to you now, as far as records are filled in."
NOTHING_LISTED = "Nothing that you may see is listed for this record."
NOT_PROVEN = "What is owed is shown after your PIN."
MORE = "More ..."


def heading(known: DutiesKnown) -> str:
    """Head the list of one person: `WHAT IS OWED: 5 open, 2 due by today`."""
    return f"WHAT IS OWED: {counts(known)}"


def counts(known: DutiesKnown, whom: str = "you") -> str:
    """Count what is open, what is due by today, what is overdue, and what else is told because it is late, and to `whom`."""
    due = f", {known.due_today} due by today" if known.due_today else ""
    overdue = f", {known.overdue} overdue" if known.overdue else ""
    return f"{known.open} open{due}{overdue}{f', {_told(known, whom)}' if known.told else ''}"


def unread(known: DutiesKnown) -> str:
    """Say that the box has not looked through every record yet; empty where it has."""
    records = count(known.unread, "record", "records")
    return f"The box still looks through {records}: ask again in a moment." if known.unread else ""


def after_sign_in(known: DutiesKnown, how: str) -> str:
    """Say what waits for whoever just signed in, and `how` they see it. Empty where nothing is open."""
    waits = [f"{known.due_today} due by today" if known.due_today else f"{known.open} open"] if known.open else []
    waits += [_told(known, "you")] if known.told else []
    return f"{', '.join(waits)}: {how}" if waits else unread(known)


def in_morning(known: DutiesKnown, zone: tzinfo) -> str:
    """Say in the morning check how much waits for whoever is signed in, and when the next of it is due. It names nobody."""
    if not known.open and not known.told:
        return unread(known) or "nothing is open for whoever is signed in"
    due = f"; next due {last_day_of(known.next_due_ms, zone)}" if known.next_due_ms is not None else ""
    return f"{counts(known, 'them')} for whoever is signed in{due}"


def _told(known: DutiesKnown, whom: str) -> str:
    """Count what others owe to others, and what the reader is told because it is late."""
    return f"{known.told} late and told to {whom}"
