"""What a button or sounder goes by: its name, its address, its contacts, what it can tell. Pure; knows no network.

The firmware's words are those of `hardware.esphome.wire`, which a plan may not import; the tests compare the two.
"""

import ipaddress
import re

from appliance.plan.families import AGE_IN_BODY, TELLS_AGE, tells_held
from appliance.plan.model import Button, Contact, Kind, Sounder

NAME_PREFIX = "handbell-"
NAME_CHARACTERS_MAX = 31  # ESPHome takes no longer host name
USUAL_PORT = 6053  # of ESPHome's API: an address without a port means this one

SAFE = "safe"
"""The contact of a room check-in. It is never a call, and a press of it means nothing outside a check-in (promise 4)."""

CHECK_IN = "check-in"
"""What a plan writes behind *safe*, where other contacts have a kind."""

CONTACTS = ("help", "hold", "medical", "tap-out", SAFE)
"""Every contact our firmware can have; *hold* is *help* held for two seconds."""

_HOST_NAME = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*", re.ASCII
)
_PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)


def device_of(planned: Button | Sounder) -> str:
    """The name its device goes by: the one in the plan, or the usual one, made of its id."""
    own = planned.button if isinstance(planned, Button) else planned.sounder
    return planned.device or usual_device(own)


def usual_device(own: str) -> str:
    """The name of the device of a button or sounder with this id, where the plan gives it no other."""
    return NAME_PREFIX + re.sub(r"[^a-z0-9]", "-", own.lower())


def tells_age(button: Button) -> bool:
    """Whether it says with a press how long ago that was made. One that does not cannot take part in a drill or a walk test alone."""
    return button.family in TELLS_AGE or (button.family == AGE_IN_BODY and button.tells_age)


def usual_contacts(family: str) -> tuple[Contact, ...]:
    """What a press asks for where nobody says: holding on for two seconds asks for more, where that can be told."""
    pressed, held = Contact("help", Kind.ASSIST), Contact("hold", Kind.EMERGENCY)
    return (pressed, held) if tells_held(family) else (pressed,)


def host_and_port(address: str) -> tuple[str, int] | None:
    """Host and port of a typed address, the host in one spelling; None when it is neither host nor host:port.

    An IPv6 address with a port stands in brackets. Nothing is looked up.
    """
    folded = address.casefold()
    bare = _ip(folded)
    if bare:
        return bare, USUAL_PORT
    host, colon, port = folded.rpartition(":")
    if not colon:
        host, port = folded, str(USUAL_PORT)
    elif host.startswith("[") and host.endswith("]"):
        host = _ip(host[1:-1])
    if not host or not _PORT.fullmatch(port) or int(port) > 65535:
        return None
    looks_like_numbers = host.rpartition(".")[
        2
    ].isdigit()  # then it can only be an IPv4 address, and a wrong one no name
    known = _ip(host) or (host if _HOST_NAME.fullmatch(host) and not looks_like_numbers else "")
    return (known, int(port)) if known else None


def _ip(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
