"""Gives the lines of `watch`: whole for a person who may read; for others, or where the reading cannot be noted, only where and which.
Prints nothing.
"""

from sync.office import incidents, showing_command
from sync.office.incidents import Found
from sync.office.office import Office
from sync.office.readers.log import NotNoted
from sync.transport.line import printable


def lines(office: Office, found: list[Found]) -> list[str]:
    """Give a line for each call. A call is told in any case: a full disk may hide what it said, but not that there is a call."""
    if not office.shows_content:
        return [_bare(office, each) for each in found]
    try:
        return showing_command.lines(office, found, "watch")
    except NotNoted as wrong:
        return [*(_bare(office, each) for each in found), str(wrong)]


def _bare(office: Office, found: Found) -> str:
    name, incident = incidents.called(office.store, office.opener, found.building), found.incident
    return printable(f"{name}: call {incident.number} is open{' (practice)' if incident.practice else ''}.")
