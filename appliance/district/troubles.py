"""What is wrong with the line to the district, in words that say what to do. Pure; raises nothing itself.

What verified statements prove against this record is raised where they are judged (`keeper.py`): it does not pass by itself.
"""

from collections.abc import Iterator

import msgspec

from appliance.core.district.statements import HeardOfDistrict, Known
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Cause
from appliance.district.trust import Trust
from appliance.envelope.building_name import differ, names_told

LINE_DOWN_MS = 300_000  # NFPA 72 (2010 on): a single way out that failed is shown within 5 min
OFFICE_UNKNOWN_MS = 7 * 86_400_000  # ours: setting a box up takes a week; after it, its only copy is still its own card
MISUSED_MS = (
    3_600_000  # ours: an hour without another is long enough to look into it, and short enough to be told again
)

LINE = Cause("district-line", "line")
OFFICE_UNKNOWN = Cause("office-unknown", "recipients")
OVERDUE = Cause("opened-overdue", "safety office")
SERVER_BACK = Cause("district-rolled-back", "district")
TOLD_FORK = Cause("district-says-fork", "told")
SUPERSEDED = Cause("box-superseded", "told")
REVOKED = Cause("box-revoked", "told")
NAMED = Cause("building-name-differs", "told")

type Finding = tuple[Cause, str | None]
"""A cause, and what is wrong; None: it is not."""


class Look(msgspec.Struct, frozen=True):
    """What is looked at. `recording_since_ms` is the wall time of the first entry, None where that cannot be read any more.

    `decided_against`: the office decided for another history of this box, which is trouble of its own. `plan_name`: what the adopted
    plan calls the building, empty before one.
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
    """Every cause of which something is known now; one that nothing is known of stays as it is."""
    yield from _line(look)
    if look.clock_trusted:
        yield OFFICE_UNKNOWN, _office_unknown(look)
        yield OVERDUE, _overdue(look)
    if look.heard.head_state not in _SAYS_NOTHING and not look.heard.uplink_silent(look.now):
        yield SERVER_BACK, _server_back(look)
        yield TOLD_FORK, _FORK if look.heard.head_state == "fork" else None
        yield SUPERSEDED, _SUPERSEDED if look.heard.head_state == "superseded" else None
        yield NAMED, _named(look)
    if look.trust.root:
        yield REVOKED, _revoked(look)


def _line(look: Look) -> Iterator[Finding]:
    """Over once the line is up, not because a restart forgot since when it is down."""
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
    yield LINE, f"No line to the district. Calls work, and the record waits here. {why}"


def _office_unknown(look: Look) -> str | None:
    if look.trust.recipients:
        return None
    since_ms = look.recording_since_ms
    if since_ms is not None and look.now.wall_ms - since_ms < OFFICE_UNKNOWN_MS:
        return None
    todo = (
        "Wait for its notice, or ask it for one." if look.trust.root else "Ask it for its fingerprint: handbell trust."
    )
    return f"No safety office can open this building's record: if this box is lost, the record is lost. {todo}"


def _overdue(look: Look) -> str | None:
    count = look.heard.opened_overdue
    if not count or not look.trust.recipients:
        return None
    parts = "one part of the record" if count == 1 else f"{count} parts of the record"
    return f"The safety office has not opened {parts} in time: this box may not forget them. Ask the office."


def _server_back(look: Look) -> str | None:
    number, _ = look.heard.newest(look.known)
    if look.decided_against:  # the district then goes back to where the other history parts: one cause is one trouble
        return None
    if look.heard.head_state != "ok" or look.heard.sent >= number:
        return None
    return (
        f"The district says that it has entries up to {look.heard.sent}, but has signed for {number}: it was put back to an"
        " earlier state. What it lost is sent again. Tell district IT and the safety office."
    )


def _named(look: Look) -> str | None:
    """A token that stood on the wrong line: who is called by the office's list goes to another school. No call here waits for it."""
    plan, district = look.plan_name, look.heard.building_name
    return f"{names_told(plan, district)} Calls work. Tell district IT today." if differ(plan, district) else None


def _revoked(look: Look) -> str | None:
    above = look.trust.revoked_above
    if above is not None:
        return f"The safety office revoked this box above entry {above}: nobody outside believes its record. Calls work. Ask the office."
    if look.heard.head_state == "revoked" and not look.heard.uplink_silent(look.now):
        return (
            "The district has shut this box out for good (revoked) and takes nothing from it. Calls work. Ask district IT why, and for"
            " another card."
        )
    return None


_SAYS_NOTHING = {"", "no-certificate"}  # of this box's record

_FORK = (
    "The district has two histories of this box and countersigns neither until the safety office decides. Calls work. Was an old"
    " copy of this box started? Switch it off, and tell the office."
)
_SUPERSEDED = (
    "The district has another box for this building, and keeps what this one sends apart. Calls work. If this box is the right"
    " one, tell district IT."
)
