"""The lines of `watch`: whole for who may read; for others, or where no reading can be noted, where and which. Prints nothing."""

from sync.office import incidents, showing_command
from sync.office.incidents import Found
from sync.office.office import Office
from sync.office.readers.log import NotNoted
from sync.transport.line import printable


def lines(office: Office, found: list[Found]) -> list[str]:
    """A line for each. A call is told of whatever happens: a disk that is full keeps back what it said, and not that there is one."""
    if not office.shows_content:
        return [_bare(office, each) for each in found]
    try:
        return showing_command.lines(office, found, "watch")
    except NotNoted as wrong:
        return [*(_bare(office, each) for each in found), str(wrong)]


def _bare(office: Office, found: Found) -> str:
    name, incident = incidents.called(office.store, office.opener, found.building), found.incident
    return printable(f"{name}: call {incident.number} is open{' (practice)' if incident.practice else ''}.")
