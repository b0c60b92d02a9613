"""Says how far the record is outside this building, in the words that a desk shows. Pure; knows no socket, no clock and no signature."""

from appliance.api.board.outside import DistrictLine
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.envelope.statements import NoticeType


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
