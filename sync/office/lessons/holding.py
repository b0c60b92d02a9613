"""Says whether a lesson is still held back, because it could point to one child. Pure."""

from collections.abc import Iterable

import msgspec

from appliance.plan.mistakes import counted

DAY_MS = 24 * 3600 * 1000
HELD_DAYS_MIN = 30
"""Days after the incident, whatever else is so. Ours: as long as a school talks about what happened last month, a lesson would be linked to
it.
"""
LIKE_IT_MIN = 10
"""Incidents of the same kind in the district: the smallest group that most states report about students (NCES 2011-603, SLDS Technical
Brief 3). In fewer, somebody who knows of one knows which it was.
"""
BUILDINGS_MIN = 3
"""Buildings that had one of these. Ours: with two, each knows that it was the other one."""
HELD_DAYS_MAX = 180
"""Days after which a lesson may go even if such incidents are rare. Ours: half a year, so that the next class of students is there."""


class Happened(msgspec.Struct, frozen=True):
    """One incident: where, of which kind, and when (ms since the Unix epoch)."""

    building: bytes
    kind: str
    wall_ms: int


def why_held(own: Happened, all_of_district: Iterable[Happened], now_ms: int) -> str:
    """Say why a lesson of this incident is held back, and until when or until what; empty where it may go."""
    days = (now_ms - own.wall_ms) // DAY_MS
    if days < HELD_DAYS_MIN:
        return f"held back for {counted(HELD_DAYS_MIN - days, 'more day', 'more days')}: the incident is too near"
    if days >= HELD_DAYS_MAX:
        return ""
    like_it = [each for each in all_of_district if each.kind == own.kind and each.wall_ms <= now_ms]
    buildings = {each.building for each in like_it}
    if len(like_it) >= LIKE_IT_MIN and len(buildings) >= BUILDINGS_MIN:
        return ""
    return (
        f"held back: the district has {counted(len(like_it), 'incident')} of its kind in {counted(len(buildings), 'building')}."
        f" It goes from {LIKE_IT_MIN} in {BUILDINGS_MIN} buildings on, or in {counted(HELD_DAYS_MAX - days, 'day')}"
    )
