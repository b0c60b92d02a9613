"""Judges what a supply's readings mean: whether it is on battery, for how long it will last, whether its battery is due, and whether
nobody watches it. Pure: time is an argument; knows no call.

The last that is known counts. If a supply was on battery when its watch broke off, it still is, until a reading says that mains is
back.
"""

import enum
import re
from collections.abc import Iterable
from datetime import date

import msgspec

from hardware.power.codec import SupplyState

MISSES_MAX = 3  # Answers come every 2 s, so it is reported within 10 s. One lost packet is not reported.
BATTERY_YEARS = (
    3  # Lead batteries of small supplies last three to five years. Their makers say to change them after three.
)
_CENTURY = 2000

_MAINS = "OL"
_BATTERY = "OB"
_LOW = frozenset({"LB", "FSD"})  # Its own limit is reached, or it was told to switch off, which has the same end.
_REPLACE = "RB"
_SAYS_NOTHING = "the UPS says neither that mains is there nor that it is not"


class Feed(enum.StrEnum):
    """What a supply runs on."""

    MAINS = "mains"
    BATTERY = "battery"
    LOW = "low"


class Supply(msgspec.Struct, frozen=True):
    """The state of a supply. `feed` None: it was never known. `minutes_left` None on battery: the supply does not say it. `unwatched`
    says why nobody watches it, or is "".
    """

    feed: Feed | None = None
    minutes_left: int | None = None
    battery_due: str = ""
    unwatched: str = ""

    @property
    def on_battery(self) -> bool:
        """Whether it is on battery, or low."""
        return self.feed in (Feed.BATTERY, Feed.LOW)


class Judge:
    """Judges one supply over time. Low stays low until mains is back: an estimate of minutes that goes up and down must not switch things
    on and off.
    """

    def __init__(self, low_min: int) -> None:
        self._low_min = low_min
        self._misses = 0
        self.supply = Supply()

    def heard(self, said: SupplyState | str, today: date) -> Supply:
        """Take a reading, or the reason why there is none."""
        if isinstance(said, str):
            self._missed(said)
        elif said.status.isdisjoint({_MAINS, _BATTERY}):
            self._missed(_SAYS_NOTHING)
        else:
            self._misses = 0
            feed = self._feed(said)
            left = None if feed is Feed.MAINS else _minutes(said)
            self.supply = Supply(feed, left, battery_due(said, today))
        return self.supply

    def _missed(self, why: str) -> None:
        self._misses += 1
        if self._misses >= MISSES_MAX:
            self.supply = msgspec.structs.replace(self.supply, unwatched=why, minutes_left=None)

    def _feed(self, said: SupplyState) -> Feed:
        """Judge the feed. A supply that reports mains and battery at once counts as on battery, which is the worse of the two."""
        if _BATTERY not in said.status:
            return Feed.MAINS
        minutes = _minutes(said)
        low = not said.status.isdisjoint(_LOW) or (minutes is not None and minutes <= self._low_min)
        return Feed.LOW if low or self.supply.feed is Feed.LOW else Feed.BATTERY


def battery_due(said: SupplyState, today: date) -> str:
    """Say why its battery must be replaced; "" if it need not be, or if the box knows no date."""
    if _REPLACE in said.status:
        return "the UPS says that its battery is worn out"
    made = date_of(said.battery_date)
    if made is None or (today.year - BATTERY_YEARS, today.month, today.day) < (made.year, made.month, made.day):
        return ""
    return f"its battery is of {made.isoformat()}, and is to be replaced after {BATTERY_YEARS} years"


def date_of(text: str) -> date | None:
    """Read a date as makers write it: 2021/05/14, 2021-05-14, or with the month first: 05/14/21, 05/14/2021. None for anything else."""
    if found := re.fullmatch(r"([0-9]{4})[/-]([0-9]{2})[/-]([0-9]{2})", text):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(r"([0-9]{2})/([0-9]{2})/([0-9]{2}|[0-9]{4})", text):
        month, day, year = map(int, found.groups())
        year += _CENTURY if year < 100 else 0
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def must_shed(feeding: Iterable[Supply]) -> bool:
    """Return whether everything that is no alarm must be switched off: if one of the supplies that feed this box is low.

    Not if a supply is only unwatched, or was never heard: what is known of it counts.
    """
    return any(supply.feed is Feed.LOW for supply in feeding)


def _minutes(said: SupplyState) -> int | None:
    return None if said.runtime_s is None else said.runtime_s // 60
