"""Keeps heads of an office's log of readings in the audit log, where the office cannot take them back. Knows nothing of what was read."""

from sync.district.store import Sql
from sync.district.tables import audit
from sync.protocol import Kept, ReadingsHead

WHAT = "readings"
AGAIN_MS = (
    3_600_000  # an office collects each day, some each quarter of an hour; one that misbehaves makes 9,000 lines a year
)


def note(sql: Sql, head: ReadingsHead, who: str, now_ms: int) -> Kept:
    """Write one line for each new head, and at most one an hour for each office. `version` 1: it was written now."""
    about = f"{head.number}:{head.digest.hex()}"
    last = sql.one("SELECT at_ms, about FROM audit WHERE what = ? AND who = ? ORDER BY n DESC LIMIT 1", WHAT, who)
    if last is not None and (last[1] == about or 0 <= now_ms - last[0] < AGAIN_MS):
        return Kept()
    audit.add(sql, now_ms, who, WHAT, about)
    return Kept(1)
