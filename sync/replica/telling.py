"""Says how the copy stands, in the form that the alert daemon takes. Pure."""

import msgspec

from appliance.api.feed.copy import SAYS_LEN_MAX, WHERE_LEN_MAX, CopyState
from sync.replica.faults import ELSEWHERE, SILENT, STANDING_STILL, UNPLUGGED, CopyFault
from sync.replica.state import Survivor

COMES_WITHIN_S = 60.0  # when the power comes on, a stick is found and mounted some seconds after we start
SURVIVES_TOLD_MAX = 8  # the newest so many are told: a screen has no room for more


class CopyStatus(msgspec.Struct, frozen=True):
    """What is known of the copy. `unproved_s`: seconds since the last proof, or the start. `still`: why the feed is not followed."""

    kind: str
    where: str
    proved: int
    proved_ago_s: float
    unproved_s: float
    wraps_version: int
    bundle: int
    fault: CopyFault | None
    elsewhere: bool
    still: str | None
    free_mib: int | None
    written: int
    survivors: tuple[Survivor, ...]


def told(status: CopyStatus, silent_s: float) -> CopyState:
    """Give the state to tell. Of several troubles it names the one that causes the others."""
    trouble, says = _trouble(status, silent_s)
    return CopyState(
        kind=status.kind,
        where=status.where[:WHERE_LEN_MAX],
        proved=status.proved,
        proved_ago_ms=round(status.proved_ago_s * 1000),
        wraps_version=status.wraps_version,
        bundle_serial=status.bundle,
        trouble=trouble,
        says=says[:SAYS_LEN_MAX],
        free_mib=status.free_mib,
        written_bytes_hour=status.written,
        survives=tuple(
            f"{each.where}, copy {each.generation[:8]}"[:WHERE_LEN_MAX]
            for each in status.survivors[-SURVIVES_TOLD_MAX:]
        ),
    )


def _trouble(status: CopyStatus, silent_s: float) -> tuple[str, str]:
    """Give the trouble and its sentence. A target that cannot be reached is trouble after `silent_s`; a stick that was not there yet, a
    minute after the start; anything else at once.
    """
    fault = status.fault
    coming = not status.proved and status.unproved_s < COMES_WITHIN_S
    if fault is not None and fault.cause not in {SILENT, ""} and not (fault.cause == UNPLUGGED and coming):
        return fault.cause, fault.says
    if status.still is not None:
        return STANDING_STILL, status.still
    if status.unproved_s >= silent_s:
        says = (
            fault.says
            if fault is not None
            else f"Nothing was heard of the copy for {status.unproved_s // 60:.0f} minutes."
        )
        return SILENT, says
    if status.elsewhere:
        return ELSEWHERE, f"Another box of this building writes its copy to {status.where} as well."
    return "", fault.says if fault is not None else ""
