"""Says what is wrong with the line to the district, in words that say what to do. Pure; raises nothing itself. What verified statements
prove against this record is raised where they are judged (`keeper.py`): it does not pass by itself.
"""

from collections.abc import Iterator

import msgspec

from appliance.core.district.statements import HeardOfDistrict, Known
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Cause
from appliance.district.trust import Trust
from appliance.envelope.building_name import differ, names_told
from appliance.words import troubles

LINE_DOWN_MS = 300_000  # NFPA 72 (2010 on): a single way out that failed is shown within 5 min
# our own figure: it takes a week to set up a box; after that, the record's only copy is still the box's own card
OFFICE_UNKNOWN_MS = 7 * 86_400_000
MISUSED_MS = (
    # our own figure: an hour without another is long enough to look into it, and short enough to be told again
    3_600_000
)

LINE = Cause(troubles.DISTRICT_LINE.word, "line")
OFFICE_UNKNOWN = Cause(troubles.OFFICE_UNKNOWN.word, "recipients")
OVERDUE = Cause(troubles.OPENED_OVERDUE.word, "safety office")
SERVER_BACK = Cause(troubles.DISTRICT_ROLLED_BACK.word, "district")
TOLD_FORK = Cause(troubles.DISTRICT_SAYS_FORK.word, "told")
SUPERSEDED = Cause(troubles.BOX_SUPERSEDED.word, "told")
REVOKED = Cause(troubles.BOX_REVOKED.word, "told")
NAMED = Cause(troubles.BUILDING_NAME_DIFFERS.word, "told")

type Finding = tuple[Cause, str | None]
"""A cause, and what is wrong; None: nothing is wrong."""


class Look(msgspec.Struct, frozen=True):
    """What is looked at. `recording_since_ms` is the wall time of the first entry, None if it cannot be read any more. `decided_against`:
    the office decided for another history of this box, which is a trouble of its own. `plan_name`: what the adopted plan calls the
    building, empty without a plan.
    """

    known: Known
    heard: HeardOfDistrict
    trust: Trust
    now: Moment
    clock_trusted: bool
    recording_since_ms: int | None
    decided_against: bool = False
    plan_name: str = ""


def findings(look: Look) -> Iterator[Finding]:
    """Give every cause of which something is known now. A cause of which nothing is known stays as it is."""
    yield from _line(look)
    if look.clock_trusted:
        yield OFFICE_UNKNOWN, _office_unknown(look)
        yield OVERDUE, _overdue(look)
    if look.heard.head_state not in _SAYS_NOTHING and not look.heard.uplink_silent(look.now):
        yield SERVER_BACK, _server_back(look)
        yield TOLD_FORK, troubles.DISTRICT_SAYS_FORK.do if look.heard.head_state == "fork" else None
        yield SUPERSEDED, troubles.BOX_SUPERSEDED.do if look.heard.head_state == "superseded" else None
        yield NAMED, _named(look)
    if look.trust.root:
        yield REVOKED, _revoked(look)


def _line(look: Look) -> Iterator[Finding]:
    """Give the trouble of the line. It is over once the line is up, not when a restart forgot since when it is down."""
    since_ms = look.heard.down_since(look.now)
    if not look.trust.root or since_ms is None:
        yield LINE, None
        return
    if look.now.mono_ms - since_ms < LINE_DOWN_MS:
        return
    if look.heard.uplink_silent(look.now):
        why = "nothing is heard from handbell-uplink: systemctl status handbell-uplink"
    else:
        why = f"the uplink says: {look.heard.why or 'not why'}"
    yield LINE, f"{troubles.DISTRICT_LINE.says} {troubles.DISTRICT_LINE.do} {why}"


def _office_unknown(look: Look) -> str | None:
    if look.trust.recipients:
        return None
    since_ms = look.recording_since_ms
    if since_ms is not None and look.now.wall_ms - since_ms < OFFICE_UNKNOWN_MS:
        return None
    todo = troubles.OFFICE_UNKNOWN.otherwise if look.trust.root else troubles.OFFICE_UNKNOWN.do
    return f"{troubles.OFFICE_UNKNOWN.says} {todo}"


def _overdue(look: Look) -> str | None:
    count = look.heard.opened_overdue
    if not count or not look.trust.recipients:
        return None
    parts = "one part of the record" if count == 1 else f"{count} parts of the record"
    return f"The safety office has not opened {parts} in time: {troubles.OPENED_OVERDUE.do}"


def _server_back(look: Look) -> str | None:
    number, _ = look.heard.newest(look.known)
    if look.decided_against:  # then the district goes back to where the other history begins: one cause is one trouble
        return None
    if look.heard.head_state != "ok" or look.heard.sent >= number:
        return None
    return (
        f"The district says that it has entries up to {look.heard.sent}, but has signed for {number}: "
        f"{troubles.DISTRICT_ROLLED_BACK.do}"
    )


def _named(look: Look) -> str | None:
    """Compare the names. With a token from the wrong line of a list, help that is called by the office's list goes to another school. No
    call here waits for this.
    """
    plan, district = look.plan_name, look.heard.building_name
    return f"{names_told(plan, district)} {troubles.BUILDING_NAME_DIFFERS.do}" if differ(plan, district) else None


def _revoked(look: Look) -> str | None:
    above = look.trust.revoked_above
    if above is not None:
        return f"The safety office revoked this box above entry {above}: {troubles.BOX_REVOKED.otherwise}"
    if look.heard.head_state == "revoked" and not look.heard.uplink_silent(look.now):
        return troubles.BOX_REVOKED.do
    return None


_SAYS_NOTHING = {"", "no-certificate"}  # states that say nothing about this box's record
