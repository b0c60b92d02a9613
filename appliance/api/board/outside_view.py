"""Says what of the record is outside this box, in the words that a desk shows: its copy, and what the district has. Pure; knows no socket,
no clock and no signature.
"""

from appliance.api.board.outside import CopyLine, DistrictLine
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.envelope.statements import NoticeType


def copy_line(board: Board, heard: Heard, now: Moment, head: int) -> CopyLine:
    """Give the state of the copy as the replica told it. If the replica falls silent, its word counts only until that is noticed
    (promise 5).
    """
    known, told = board.recovery, heard.copy
    silent = told.silent(now)
    target = known.target.event if known.target is not None else None
    return CopyLine(
        kind=target.kind if target is not None else "",
        where=target.where if target is not None else "",
        head=head,
        proved=0 if silent else min(told.proved, head),
        proved_ago_ms=max(0, now.mono_ms - told.proved_at_ms),
        silent=silent,
        trouble="" if silent else told.trouble,
        says="" if silent else told.says,
        free_mib=None if silent else told.free_mib,
        bundle=told.bundle_serial,
        bundle_made=told.bundle_made,
        drilled_ms=known.trial.wall_ms if known.trial is not None else 0,
        drill_ok=known.trial is not None and known.trial.event.ok,
        phrase_ms=known.key.wall_ms if known.key is not None else 0,
        checked_ms=known.checked.wall_ms if known.checked is not None else 0,
    )


def district_line(board: Board, heard: Heard, now: Moment, head: int) -> DistrictLine:
    """Give the state of the line to the district. If the uplink falls silent, its word counts only until that is noticed (promise 5)."""
    known, line = board.district, heard.district
    countersigned, received_ms = line.newest(known)
    silent = line.uplink_silent(now)
    return DistrictLine(
        office=bool(known.root),
        sealed_for=NoticeType.RECIPIENTS in known.notices,
        head=head,
        countersigned=countersigned,
        countersigned_ms=received_ms,
        held=len(line.held),
        overdue=line.opened_overdue,
        reachable=None if silent else line.reachable,
        for_ms=max(0, now.mono_ms - (line.heard_ms if silent else line.since_ms)),
        why="" if silent else line.why,
        head_state="" if silent else line.head_state,
        certificate_until_ms=line.certificate_until_ms,
        building_name=line.building_name,
        server="" if silent else line.server,
    )
