"""Defines what `handbell doctor` asks the running daemon about itself: doors, counts of keys, the record's size. Knows no socket.

It holds no key, no name of a key, nothing of a record and no person's name. So everybody who may watch the board may read it.
"""

import msgspec

from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds


@holds("door where")
class DoorKnown(msgspec.Struct, frozen=True, kw_only=True):
    """One door that is open: "desk", "feed", "webhook" or a family of buttons, and its path or HOST:PORT."""

    door: str
    where: str


@holds("since_ms held_min end")
class OutageLine(msgspec.Struct, frozen=True, kw_only=True):
    """The last time this box ran on a battery. `end`: "back" means that power came back; "dark", that the battery was empty first; "",
    that it still goes on.
    """

    since_ms: int
    held_min: int
    end: str


@holds(
    "request version running_ms watchdog_ms doors box_key record_len device_key_wall_ms reading_weeks "
    "reading_newest secrets without_secret keys_wrong outage"
)
class HealthKnown(Answer, frozen=True, kw_only=True, tag="health-known"):
    """Answer to AskHealth. `running_ms`: the time since the daemon was armed. `watchdog_ms`: how often it reports to systemd; None:
    nobody watches it. `box_key`: the public half of the device key, by which others know this box. `record_len`: the record on disk,
    in bytes. `device_key_wall_ms`: when that key was made, by the box's clock then. `reading_weeks`: how many weeks have a reading
    key; `reading_newest` is the newest ("2026-W48"). `secrets` counts the secrets of devices. `without_secret` counts the buttons and
    sounders of the plan that have none, and so cannot be heard or told. `keys_wrong` is empty while all files of keys can be read;
    otherwise it says what is wrong with the first file that cannot be read.
    """

    version: str
    running_ms: int
    watchdog_ms: int | None
    doors: tuple[DoorKnown, ...]
    box_key: bytes
    record_len: int
    device_key_wall_ms: int | None
    reading_weeks: int
    reading_newest: str
    secrets: int
    without_secret: int
    keys_wrong: str
    outage: OutageLine | None = None
    """None: no outage was ever seen."""


class AskHealth(HouseAsk[HealthKnown], frozen=True, kw_only=True, tag="ask-health"):
    """Ask how the daemon itself is. Changes nothing."""
