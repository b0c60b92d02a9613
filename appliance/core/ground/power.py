"""How a supply of the plan stands as it was last heard, for desks to see. Pure; volatile and never recorded: only its troubles are."""

import enum

import msgspec


class Feed(enum.StrEnum):
    """What a supply lives on."""

    MAINS = "mains"
    BATTERY = "battery"
    LOW = "low"


class HeardOfSupply(msgspec.Struct, frozen=True):
    """`feed` None: never heard. `watched` False: it does not answer, and `feed` is what it said last. `since_ms` (mono) on this feed."""

    feed: Feed | None
    watched: bool
    minutes_left: int | None
    battery_due: bool
    since_ms: int
