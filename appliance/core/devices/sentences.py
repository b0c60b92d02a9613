"""Makes one plain sentence of each event of a device or a trouble. Pure; a part of `transcript`."""

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
from appliance.core.ground.names import Names
from appliance.core.ground.words import Cause
from appliance.words.troubles import cause_words


def device_line(event: AnyDeviceEvent, names: Names) -> str:
    """Say what is wrong, what is right again, or which buttons nobody may rely on."""
    match event:
        case ButtonsTakenOver():
            heard = f"above what most of {event.reports} that refused this box had heard"
            return f"Buttons taken over {names.actor(event.by)}: this box has rank {event.rank:,} now, {heard}."
        case TroubleRaised():
            return f"Trouble, {_of(event.cause)}: {event.detail}"
        case TroubleShelved():
            for_min = f"for at most {event.ends_after_s // 60} min {names.actor(event.by)}"
            return f"Put aside: {_of(event.cause)}, {for_min}. Reason: {event.reason}"
        case TroubleUnshelved():
            how = "by itself" if event.by is None else names.actor(event.by)
            return f"Back among the troubles {how}: {_of(event.cause)}."
        case TroubleRestored():
            said = "" if event.by is None else f", as said {names.actor(event.by)}"
            return f"Restored: {_of(event.cause)}{said}."
        case ButtonOutOfService():
            who = " and ".join(map(names.person, event.people))
            for_s = f"for at most {event.ends_after_s // 60} min, noted {names.actor(event.by)}"
            return (
                f"Out of service: {names.button(event.button)}, on the word of {who}, {for_s}. Reason: {event.reason}"
            )
        case ButtonBackInService():
            how = "by itself" if event.by is None else names.actor(event.by)
            return f"Back in service {how}: {names.button(event.button)}."
        case _:
            assert_never(event)


def _of(cause: Cause) -> str:
    return cause_words(cause.what, cause.subject, ", ")
