"""Defines what goes wrong with a device or the box and is over again, and which buttons nobody may rely on. Recorded for ever."""

from appliance.core.ground.events import DeviceEvent
from appliance.core.ground.words import (
    Actor,
    Cause,
)
from appliance.plan.ids import ButtonId, PersonId


class TroubleRaised(DeviceEvent, frozen=True, kw_only=True, tag="trouble-raised-1"):
    """A fault of the system, in words that say what to do."""

    cause: Cause
    detail: str


class TroubleRestored(DeviceEvent, frozen=True, kw_only=True, tag="trouble-restored-1", omit_defaults=True):
    """The fault is over. `by` is the person who said so, if only people can know it. One that ends by itself is written without `by`, as
    in older releases.
    """

    cause: Cause
    by: Actor | None = None


class TroubleShelved(DeviceEvent, frozen=True, kw_only=True, tag="trouble-shelved-1"):
    """A person shelved an open trouble for at most `ends_after_s`."""

    by: Actor
    cause: Cause
    ends_after_s: int
    reason: str


class TroubleUnshelved(DeviceEvent, frozen=True, kw_only=True, tag="trouble-unshelved-1"):
    """The trouble is listed among the others again. `by` is None if its time was up."""

    by: Actor | None
    cause: Cause


class ButtonOutOfService(DeviceEvent, frozen=True, kw_only=True, tag="button-out-of-service-1"):
    """Two people took a button out of service for at most `ends_after_s`. It still rings when pressed."""

    by: Actor
    button: ButtonId
    people: tuple[PersonId, ...]
    ends_after_s: int
    reason: str


class ButtonBackInService(DeviceEvent, frozen=True, kw_only=True, tag="button-back-in-service-1"):
    """The button may be relied on again. `by` is None if its time was up, or the plan no longer has it."""

    by: Actor | None
    button: ButtonId


class ButtonsTakenOver(DeviceEvent, frozen=True, kw_only=True, tag="buttons-taken-over-1"):
    """A person had this box take `rank`, above the rank that most of `reports` buttons had heard. They obey it from now on."""

    by: Actor
    rank: int
    reports: int


type AnyDeviceEvent = (
    TroubleRaised
    | TroubleRestored
    | TroubleShelved
    | TroubleUnshelved
    | ButtonOutOfService
    | ButtonBackInService
    | ButtonsTakenOver
)

type Follows = AnyDeviceEvent
"""What may follow from a command of this room."""
