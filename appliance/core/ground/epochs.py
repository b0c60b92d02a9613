"""A moment or a span of an earlier epoch, on the clock of this one. Pure."""

from appliance.core.ground.moment import Moment


def carried(then: Moment, at: Moment) -> Moment:
    """A moment of an earlier epoch on this epoch's monotonic clock: as long ago as the wall clock says, never in the future.

    A clock that was only trusted since, or is not trusted any more, says nothing of what lies between: then it counts as now.
    """
    told = (then.week_minute is None) == (at.week_minute is None)
    ago_ms = max(0, at.wall_ms - then.wall_ms) if told else 0
    return Moment(at.mono_ms - ago_ms, then.wall_ms, then.week_minute)


def carried_span(since: Moment, ends_ms: int, at: Moment) -> tuple[Moment, int]:
    """What is left of a span, which may be over for long. A wrong wall clock can shorten it to nothing, but never make it longer than it
    was, nor does the next start's.
    """
    whole_ms = ends_ms - since.mono_ms
    begun = carried(since, at)
    return begun, begun.mono_ms + whole_ms
