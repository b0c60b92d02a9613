"""Moves a moment or a span of an earlier epoch to the clock of this one. Pure."""

from appliance.core.ground.moment import Moment


def carried(then: Moment, at: Moment) -> Moment:
    """Move a moment of an earlier epoch to this epoch's monotonic clock: as long ago as the wall clock says, and never in the future.

    If the wall clock is trusted at only one of the two moments, it says nothing of the time between them. Then the moment counts as
    now.
    """
    told = (then.week_minute is None) == (at.week_minute is None)
    ago_ms = max(0, at.wall_ms - then.wall_ms) if told else 0
    return Moment(at.mono_ms - ago_ms, then.wall_ms, then.week_minute)


def carried_span(since: Moment, ends_ms: int, at: Moment) -> tuple[Moment, int]:
    """Give what is left of a span, which may have ended long ago. A wrong wall clock can shorten it to nothing, but it can never make it
    longer than it was, and neither can the next start's clock.
    """
    whole_ms = ends_ms - since.mono_ms
    begun = carried(since, at)
    return begun, begun.mono_ms + whole_ms
