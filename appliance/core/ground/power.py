"""Defines the state of a supply of the plan as it was last heard, for desks to see. Pure; volatile and never recorded: only its troubles
are.
"""

import enum

import msgspec


class Feed(enum.StrEnum):
    """What a supply runs on."""

    MAINS = "mains"
    BATTERY = "battery"
    LOW = "low"


class HeardOfSupply(msgspec.Struct, frozen=True):
    """What was heard of one supply. `feed` None: it was never heard. `watched` False: it does not answer, and `feed` is what it said
    last. `since_ms` (mono): since when it is on this feed.
    """

    feed: Feed | None
    watched: bool
    minutes_left: int | None
    battery_due: bool
    since_ms: int
