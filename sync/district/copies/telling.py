"""Says how the copy of the store stands, for a program and as a line for people. Pure."""

from datetime import UTC, datetime

import msgspec

from sync.protocol import CopyTold
from sync.replica.faults import SILENT, CopyFault

NONE = "Copy: none is made by this server. A SQLite store: handbell district serve --copy; PostgreSQL by its own tools (INSTALL.md)."


class CopyStatus(msgspec.Struct, frozen=True):
    """What is known of the copy. `up_to_ms`: 0 where nothing is proved. `unproved_s`: seconds since the last proof, or the start."""

    kind: str
    where: str
    up_to_ms: int
    ago_s: float
    unproved_s: float
    fault: CopyFault | None
    free_mib: int | None


def told(status: CopyStatus, silent_s: float) -> CopyTold:
    """Give the state to tell. A target that cannot be reached is trouble after `silent_s`; any other fault at once."""
    fault, trouble, says = status.fault, "", ""
    if fault is not None:
        trouble, says = fault.cause, fault.says
    if trouble in {SILENT, ""}:
        trouble = SILENT if status.unproved_s >= silent_s else ""
        says = says or (f"Nothing was proved for {status.unproved_s // 60:.0f} minutes." if trouble else "")
    ago_ms = round(status.ago_s * 1000)
    return CopyTold(status.kind, status.where, status.up_to_ms, ago_ms, trouble, says, status.free_mib)


def line(copy: CopyTold) -> str:
    """Give the state as a line for people."""
    if not copy.kind:
        return NONE
    if copy.up_to_ms:
        at = datetime.fromtimestamp(copy.up_to_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        stands = f"up to {at}, {_ago(copy.ago_ms / 1000)} ago, on {copy.where}"
    else:
        stands = f"not whole yet, on {copy.where}"
    return f"Copy: {stands}." + (f" {copy.says}" if copy.says else "")


def _ago(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} minutes"
