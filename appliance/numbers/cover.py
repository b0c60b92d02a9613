"""Reads out of one record how long cover for a tap-out took, and nothing else: no room and no person. Pure."""

from collections.abc import Sequence

import msgspec

from appliance.core.calls.events import FirstCall, StoodDown
from appliance.numbers.disclosure import FEWEST
from appliance.numbers.percentile import nearest_rank
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind
from appliance.record.derived import derived, standing
from appliance.record.record import Record


class Cover(msgspec.Struct, frozen=True):
    """One tap-out that is over. `wall_ms` is when it was asked, in milliseconds since the Unix epoch; `after_s` the seconds until cover was
    in the room.
    """

    wall_ms: int
    after_s: int


def cover_of(record: Record, index: PlanIndex) -> Cover | None:
    """Give what counts of a record; None if it does not count.

    It does not count if it is no tap-out, or has become a call; while it is open; if cover never came; in practice; and if the clock was
    not trusted when it was asked.
    """
    began = next((at for _, at, event in record.live if isinstance(event, FirstCall)), None)
    if began is None or began.week_minute is None:
        return None
    seen = derived(record, index)
    took_s = standing(record, seen, "on_scene_after_s")
    over = any(isinstance(event, StoodDown) for _, _, event in record.live) and standing(record, seen, "outcome")
    is_tap_out = standing(record, seen, "call_kind") == Kind.TAP_OUT and standing(record, seen, "mode") == "actual"
    if not over or not is_tap_out or not isinstance(took_s, int):
        return None
    return Cover(began.wall_ms, took_s)


def half_s(covers: Sequence[Cover]) -> int | None:
    """Give the seconds that half of them did not exceed; None if they are fewer than ten. There is no count and no other figure: a count
    would show how often people ask for a break.
    """
    return nearest_rank(sorted(each.after_s for each in covers), 50) if len(covers) >= FEWEST else None
