"""Defines a span of the week. A pure value; knows no words for it and no clock."""

import msgspec

MINUTES_PER_WEEK = 7 * 24 * 60


class Hours(msgspec.Struct, frozen=True):
    """A span of the week in local minutes since Monday 00:00, start included, end excluded. It never runs over the end of the week."""

    start_min: int
    end_min: int
