"""Defines the bases of all events, and the events of the box itself. Recorded for ever: an event is never changed, and a new version
gets a new tag.
"""

import msgspec

from appliance.plan.ids import ClearId, IncidentId


class IncidentEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything that belongs to one incident's own stream."""

    incident: IncidentId


class MessageEvent(IncidentEvent, frozen=True, kw_only=True):
    """Base of everything about a message to a person in one incident. `message` is the one that it belongs to."""

    message: str


class HouseEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything that belongs to no incident."""


class DistrictEvent(HouseEvent, frozen=True, kw_only=True):
    """Base of everything about what the district said, the copy of the record and recovery."""


class DeviceEvent(HouseEvent, frozen=True, kw_only=True):
    """Base of everything about a device, or a trouble of anything."""


class BuildingEvent(HouseEvent, frozen=True, kw_only=True):
    """Base of everything about the whole building."""


class RoomClearEvent(HouseEvent, frozen=True, kw_only=True):
    """Base of everything about room clears. `clear` is the one that it belongs to."""

    clear: ClearId


class PageEvent(HouseEvent, frozen=True, kw_only=True):
    """Base of everything about pages and the browsers that are paired with them."""


class TextEvent(HouseEvent, frozen=True, kw_only=True):
    """Base of everything about texts that came in. `number` counts them, from 1."""

    number: int


class PracticeEvent(HouseEvent, frozen=True, kw_only=True):
    """Base of everything about practice and walk tests."""


class ExerciseEvent(HouseEvent, frozen=True, kw_only=True):
    """Base of everything about table-top exercises."""


class ExerciseSetEvent(HouseEvent, frozen=True, kw_only=True):
    """Base of everything about the sets of exercises of a school year."""


class PersonEvent(HouseEvent, frozen=True, kw_only=True):
    """Base of everything about people at desks."""


class ListedEvent(HouseEvent, frozen=True, kw_only=True):
    """Base of everything about the rules of duties and the school calendar."""


class FiguresEvent(HouseEvent, frozen=True, kw_only=True):
    """Base of everything about figures of how soon help came."""


class ReadinessEvent(HouseEvent, frozen=True, kw_only=True):
    """Base of everything about who is ready before a call."""


class EpochStarted(HouseEvent, frozen=True, kw_only=True, tag="epoch-started-1"):
    """One run of the program that writes began. The device key signs it over every other field (appliance/logbook/README.md, "A start").

    `parent` is (epoch, number, digest) of the entry that this one follows, in hex; None for the first ever. `clock` is "trusted" or
    "untrusted". `calls_so_far` lets the numbers that people say go on.
    """

    epoch: str
    epoch_rank: int
    device_key: str
    parent: tuple[str, int, str] | None
    reason: str
    plan_digest: str
    recipients_version: int
    clock: str
    calls_so_far: int
    signature: str = ""


class PlanAdopted(HouseEvent, frozen=True, kw_only=True, tag="plan-adopted-1"):
    """A checked plan became the true one. `document` is its canonical bytes, `digest` their SHA-256 in hex."""

    by: str
    digest: str
    document: bytes


type BoxEvent = EpochStarted | PlanAdopted
"""What happens to the box itself."""
