"""Tells which entries about devices and troubles stand over a restart. Pure."""

from typing import assert_never

from appliance.core.devices.events import (
    AnyDeviceEvent,
    ButtonBackInService,
    ButtonOutOfService,
    ButtonsTakenOver,
    TroubleRaised,
    TroubleRestored,
    TroubleShelved,
    TroubleUnshelved,
)
from appliance.core.ground.stands import Falls, Stands
from appliance.core.ground.words import Cause


def changes(event: AnyDeviceEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event of a device or a trouble puts up or takes down."""
    match event:
        case TroubleRaised():
            return (Stands(f"trouble:{event.cause.key}"),)
        case TroubleRestored():
            return Falls(f"trouble:{event.cause.key}"), Falls(_shelf(event.cause))
        case TroubleShelved():
            return (Stands(_shelf(event.cause)),)
        case TroubleUnshelved():
            return (Falls(_shelf(event.cause)),)
        case ButtonOutOfService():
            return (Stands(f"out-of-service:{event.button}"),)
        case ButtonBackInService():
            return (Falls(f"out-of-service:{event.button}"),)
        case ButtonsTakenOver():
            return (Stands("rank"),)
        case _:
            assert_never(event)


def _shelf(cause: Cause) -> str:
    return f"shelved:{cause.key}"
