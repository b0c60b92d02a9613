"""Tells how a button or sounder is known: its name, its address, its contacts, and what it can tell. Pure; knows no network.

The names of the firmware's contacts are the same as in `hardware.esphome.wire`. A plan may not import that module, so the tests
compare the two.
"""

import ipaddress
import re

from appliance.plan.families import AGE_IN_BODY, TELLS_AGE, tells_held
from appliance.plan.model import Button, Contact, Kind, Sounder

NAME_PREFIX = "handbell-"
NAME_CHARACTERS_MAX = 31  # ESPHome takes no host name that is longer
USUAL_PORT = 6053  # the port of ESPHome's API, for an address without a port

SAFE = "safe"
"""The contact that answers a room check-in. It is never a call, and a press of it means nothing outside a check-in (promise 4)."""

CHECK_IN = "check-in"
"""The word that a plan writes after *safe*, where other contacts have a kind."""

CONTACTS = ("help", "hold", "medical", "tap-out", SAFE)
"""Every contact our firmware can have; *hold* is *help* held for two seconds."""

_HOST_NAME = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*", re.ASCII
)
_PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)


def device_of(planned: Button | Sounder) -> str:
    """Give the name of the device of a button or sounder: the name in the plan, or the usual name, which is made of its id."""
    own = planned.button if isinstance(planned, Button) else planned.sounder
    return planned.device or usual_device(own)


def usual_device(own: str) -> str:
    """Give the name that the device of a button or sounder with this id has if the plan gives no other."""
    return NAME_PREFIX + re.sub(r"[^a-z0-9]", "-", own.lower())


def tells_age(button: Button) -> bool:
    """Whether the button says with a press how long ago that press was. Without this, the button alone cannot take part in a drill or a
    walk test.
    """
    return button.family in TELLS_AGE or (button.family == AGE_IN_BODY and button.tells_age)


def usual_contacts(family: str) -> tuple[Contact, ...]:
    """Give the contacts of a button for which nobody named any. Holding it for two seconds asks for more, if the family can tell how
    long it is held.
    """
    pressed, held = Contact("help", Kind.ASSIST), Contact("hold", Kind.EMERGENCY)
    return (pressed, held) if tells_held(family) else (pressed,)


def host_and_port(address: str) -> tuple[str, int] | None:
    """Give the host and port of a typed address, with the host in one spelling. Give None when it is neither host nor host:port.

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
    # A last part of digits can only belong to an IPv4 address. A wrong IPv4 address is not taken as a name.
    looks_like_numbers = host.rpartition(".")[2].isdigit()
    known = _ip(host) or (host if _HOST_NAME.fullmatch(host) and not looks_like_numbers else "")
    return (known, int(port)) if known else None


def _ip(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
