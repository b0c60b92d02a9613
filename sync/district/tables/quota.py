"""Limits how much one box may bring in a day, so that a box that misbehaves, or is in strangers' hands, cannot fill the district's disk.
Decides only.
"""

import enum
from dataclasses import dataclass

from appliance.envelope.deposit import Refused
from sync.district.store import Sql
from sync.district.tables.boxes import Box

DAY_MS = 24 * 3600 * 1000
# A month without a line makes a million entries: 800 MB, the same in wraps, and 0.4 GB of rows around them. It must drain in a day.
BYTES_PER_DAY = 4 * 1024**3
URGENT_BYTES_PER_DAY = 256 * 1024**2  # bytes besides, for open calls only: no backlog uses up what calls need


class Limit(enum.Enum):
    """What a box brings or asks for too much of."""

    DAY = enum.auto()
    HISTORIES = enum.auto()
    RENEWALS = enum.auto()
    BUNDLES = enum.auto()


@dataclass(frozen=True, slots=True)
class OverQuota:
    """A refusal until `retry_after_s` from now."""

    refused: Refused
    retry_after_s: int
    limit: Limit


def over_quota(sql: Sql, box: Box, length: int, now_ms: int, bytes_per_day: int) -> OverQuota | None:
    """Refuse where `length` more bytes do not fit into the box's day; None where they do. A new day begins with the first bytes after the
    last one ended.
    """
    if not 0 <= now_ms - box.day_from_ms < DAY_MS:
        sql.run("UPDATE box SET day_from_ms = ?, day_bytes = 0 WHERE box = ?", now_ms, box.box)
        return None
    if box.day_bytes + length <= bytes_per_day:
        return None
    left_s = (box.day_from_ms + DAY_MS - now_ms + 999) // 1000
    says = f"This box has brought {box.day_bytes} bytes today, {bytes_per_day} are allowed. Nothing is lost: it goes on by itself."
    return OverQuota(Refused("quota", says), left_s, Limit.DAY)
